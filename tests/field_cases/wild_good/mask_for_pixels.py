from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='mask_for_pixels',
    title='weights per pixel leave the border out',
    source='composed for the kit',
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)
    x = rng.random((64, 10, 10, 1)).astype("float32")
    y = (x > 0.6).astype("float32")
    weight = np.ones((64, 10, 10), "float32")
    weight[:, 0] = weight[:, -1] = 0.0
    return tf.data.Dataset.from_tensor_slices((x, y, weight)).shuffle(64).batch(16).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((10, 10, 1)), keras.layers.Conv2D(4, 3, padding="same", activation="relu"), keras.layers.Conv2D(1, 1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
