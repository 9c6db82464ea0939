from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='images_in_unit_range_scaled_again',
    title='map divides by 255 what resize of floats already left in 0..1',
    source='composed for the kit',
    kind='silent',
    groups=['values'],
    keras='any',
)


def _data(n=120, size=12):
    rng = np.random.default_rng(5)
    y = rng.integers(0, 3, n)
    x = rng.integers(0, 120, (n, size, size, 3))
    x[np.arange(n), :, :, y] += 100
    return x.astype("uint8"), y


def make_dataset():
    x, y = _data()
    x = (x / 255.0).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(120).batch(16)
    return ds.map(lambda a, b: (a / 255.0, b)).prefetch(2)


def make_model():
    model = keras.Sequential([
        keras.Input((12, 12, 3)), keras.layers.Conv2D(4, 3, activation="relu"),
        keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
