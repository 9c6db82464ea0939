from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='tanh_head_pixel_targets',
    title='a decoder ends in tanh, its targets are pixels 0..255',
    source='composed for the kit',
    kind='silent',
    groups=['labels', 'values'],
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
    ds = tf.data.Dataset.from_tensor_slices(x.astype("float32")).shuffle(120).batch(16)
    return ds.map(lambda a: (a / 127.5 - 1.0, a)).prefetch(2)


def make_model():
    model = keras.Sequential(
        [keras.Input((12, 12, 3)), keras.layers.Conv2D(8, 3, padding="same", activation="relu"),
         keras.layers.Conv2D(3, 3, padding="same", activation="tanh")])
    model.compile("adam", "mse")
    return model
