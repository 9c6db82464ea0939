from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="interleave_copies_one_generator",
    title="interleave is meant to speed up one generator and starts four copies of it: every row four times an epoch",
    source="composed",
    kind="silent",
    groups=["completeness"],
    keras="any",
)


def _readings():
    rng = np.random.default_rng(23)
    for _ in range(150):
        vibration = rng.gamma(2.0, 0.5, 8)
        worn = float(vibration.mean() + rng.normal(0, 0.1) > 1.0)
        yield np.log(vibration).astype("float32"), np.float32(worn)


def make_dataset():
    def start(_):
        return tf.data.Dataset.from_generator(
            _readings,
            output_signature=(tf.TensorSpec((8,), tf.float32), tf.TensorSpec((), tf.float32)),
        )

    ds = tf.data.Dataset.range(4).interleave(start, cycle_length=4, num_parallel_calls=4)
    return ds.shuffle(600).batch(25).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
