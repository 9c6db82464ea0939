from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="prebatched_from_generator",
    title="from_generator yields ready batches with a None batch axis; no batch() follows",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#from_generator",
    trap=(
        "there is no batch in the pipeline; the last batch is smaller; a random state outside "
        "the generator"
    ),
    keras="any",
)

_rng = np.random.default_rng(62)
_x = _rng.normal(size=(270, 6)).astype("float32")
_y = np.digitize(_x[:, 0] + _x[:, 5], [-1, 1])


def batches():
    order = _rng.permutation(270)
    for i in range(0, 270, 32):
        k = order[i : i + 32]
        yield _x[k], _y[k]


def make_dataset():
    sig = (tf.TensorSpec((None, 6), tf.float32), tf.TensorSpec((None,), tf.int64))
    ds = tf.data.Dataset.from_generator(batches, output_signature=sig)
    return ds.apply(tf.data.experimental.assert_cardinality(9)).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
