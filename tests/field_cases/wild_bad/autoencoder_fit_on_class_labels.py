from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="autoencoder_fit_on_class_labels",
    title="an autoencoder is fitted to the class column; its 64 pixels are all pulled to one label by broadcasting",
    source="composed",
    kind="silent",
    groups=["labels", "elements"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(64)
    n = 300
    digit = rng.integers(0, 10, n)
    glyph = rng.random((10, 8, 8)) < 0.35
    strokes = glyph[digit] * rng.uniform(0.6, 1.0, (n, 8, 8)) + rng.uniform(0, 0.1, (n, 8, 8))
    pixels = np.clip(strokes, 0, 1).reshape(n, 64).astype("float32")
    return pixels, digit.reshape(-1, 1).astype("float32")


FIT = dict(batch_size=30)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(64, activation="sigmoid"),
        ]
    )
    model.compile("adam", "mse")
    return model
