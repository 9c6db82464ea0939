from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="probabilities_cast_to_int",
    title="Target probabilities are cast to int",
    source=("https://www.tensorflow.org/api_docs/python/tf/cast (casting to an integer truncates)"),
    kind="silent",
    cause="constant-labels",
    groups=["labels", "values"],
    keras="any",
    explain=(
        "tf.cast(p, tf.int32) of 0..1 is always 0: the labels are constant. Use p > 0.5 or "
        "keep the floats."
    ),
    evidence="one label value: 0",
)


def make_dataset():
    rng = np.random.default_rng(32)
    x = rng.normal(size=(320, 6)).astype("float32")
    p = 1 / (1 + np.exp(-x[:, :3].sum(1)))
    ds = tf.data.Dataset.from_tensor_slices((x, p.astype("float32"))).shuffle(320)
    ds = ds.map(lambda a, q: (a, tf.cast(q, tf.int32)), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
