from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='boxes_in_unit_square',
    title='boxes as four numbers in 0..1, sigmoid and mse',
    source='composed for the kit',
    keras='any',
)


def _data(n=120, size=12):
    rng = np.random.default_rng(5)
    y = rng.integers(0, 3, n)
    x = rng.integers(0, 120, (n, size, size, 3))
    x[np.arange(n), :, :, y] += 100
    return x.astype("uint8"), y


def make_dataset():
    x, _ = _data()
    boxes = np.sort(np.random.default_rng(1).random((120, 4)).astype("float32"), axis=1)
    ds = tf.data.Dataset.from_tensor_slices((x, boxes)).shuffle(120).batch(16)
    return ds.map(lambda a, b: (tf.cast(a, tf.float32) / 255.0, b)).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(4, activation="sigmoid"),
        ]
    )
    model.compile("adam", "mse")
    return model
