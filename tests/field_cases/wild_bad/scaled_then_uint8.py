from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="scaled_then_uint8",
    title="Images are divided by 255 and then stored as uint8 again",
    source="https://www.tensorflow.org/tutorials/load_data/images (scale to floats in 0..1)",
    kind="silent",
    cause="truncated-by-cast",
    groups=["values", "elements"],
    keras="any",
    explain="astype('uint8') cuts 0..1 to 0: nearly every pixel is black. Store float32.",
    evidence="pixels are 0 or 1, 99.6 % of them 0; loss stays at ln 4 = 1.386",
)


def make_dataset():
    rng = np.random.default_rng(22)
    raw = rng.integers(0, 256, (256, 12, 12, 3))
    y = rng.integers(0, 4, 256)
    x = (raw / 255.0).astype("uint8")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(256).batch(32).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
