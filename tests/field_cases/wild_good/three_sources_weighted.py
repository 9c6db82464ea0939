from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="three_sources_weighted",
    title="sample_from_datasets with weights 0.6/0.3/0.1 of endless sources, steps given",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#sample_from_datasets",
    trap="endless; small sources repeat within an epoch; classes are not balanced",
    keras="any",
)

FIT = dict(steps_per_epoch=15)


def _source(seed, rows):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, 6)).astype("float32")
    y = (x[:, 0] - x[:, 2] > 0).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(rows).repeat()


def make_dataset():
    sources = [_source(65, 400), _source(66, 120), _source(67, 30)]
    ds = tf.data.Dataset.sample_from_datasets(sources, weights=[0.6, 0.3, 0.1])
    return ds.batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
