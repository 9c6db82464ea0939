from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="drop_remainder_tiny_loss",
    title="drop_remainder loses 8 of 1000 rows, other ones in each epoch",
    source="https://www.tensorflow.org/guide/tpu (fixed batch shapes)",
    trap="drop_remainder=True",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(23)
    x = rng.normal(size=(1000, 6)).astype("float32")
    y = np.digitize(x[:, 0] * x[:, 1], [-0.3, 0.3])
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1000)
    return ds.batch(32, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


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
