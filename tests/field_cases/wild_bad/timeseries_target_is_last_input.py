from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='timeseries_target_is_last_input',
    title='the target of each window is the last step of that window',
    source='composed for the kit',
    kind='silent',
    groups=['values', 'labels', 'wiring'],
    keras='any',
)


def make_dataset():
    t = np.arange(600)
    s = (np.sin(t / 9) + 0.3 * np.random.default_rng(1).normal(size=600)).astype("float32")
    windows = np.stack([s[i : i + 24] for i in range(560)])[..., None]
    targets = s[23:583]
    return tf.data.Dataset.from_tensor_slices((windows, targets)).shuffle(560).batch(32).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((24, 1)), keras.layers.GRU(8), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
