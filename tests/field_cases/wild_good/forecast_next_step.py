from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='forecast_next_step',
    title='windows of 24 hours and the value one hour later',
    source='composed for the kit',
    keras='any',
)


def make_dataset():
    t = np.arange(600)
    s = (np.sin(t / 9) + 0.3 * np.random.default_rng(1).normal(size=600)).astype("float32")
    windows = np.stack([s[i : i + 24] for i in range(560)])[..., None]
    return tf.data.Dataset.from_tensor_slices((windows, s[24:584])).shuffle(560).batch(32).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((24, 1)), keras.layers.GRU(8), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
