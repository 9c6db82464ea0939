from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='width_and_height_swapped',
    title='resize takes (height, width), given (width, height)',
    source='composed for the kit',
    kind='error',
    groups=['elements'],
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
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(120).batch(16)
    return ds.map(lambda a, b: (tf.image.resize(a, (16, 10)) / 255.0, b)).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((10, 16, 3)), keras.layers.Flatten(), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
