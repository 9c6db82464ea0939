from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='windows_run_across_stores',
    title='Windows are cut from the sales of twelve stores laid end to end',
    source='https://datascience.stackexchange.com/questions/67183/predicting-parallel-time-series-with-multiple-features',
    kind='silent', cause='windows-cross-series',
    groups=['values', 'completeness'], keras='any',
    explain='The frame is sorted by store and day, and the windows of 14 days are cut from the whole column. Each seam '
            'gives 14 windows that begin in one store and end, or have their target, in the next: 154 of 466 '
            'examples. Cut the windows store by store and join the datasets.')

STORES, DAYS, LOOK_BACK = 12, 40, 14


def sales_frame():
    """Columns store, day, sales; sorted by store, then by day."""
    rng = np.random.default_rng(14)
    store = np.repeat(np.arange(STORES), DAYS)
    day = np.tile(np.arange(DAYS), STORES)
    level = rng.uniform(20, 900, STORES)
    week = 1 + 0.3 * np.sin(2 * np.pi * day / 7)
    sales = level[store] * week * rng.normal(1, 0.04, len(day))
    return store, day, sales.astype('float32')


def make_dataset():
    store, day, sales = sales_frame()
    sales = (sales - sales.mean()) / sales.std()
    weekday = (day % 7 / 6.0).astype('float32')
    features = np.stack([sales, weekday], 1).astype('float32')
    x = np.stack([features[i:i + LOOK_BACK] for i in range(len(features) - LOOK_BACK)])
    y = sales[LOOK_BACK:]
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    m = keras.Sequential([
        keras.Input((LOOK_BACK, 2)),
        keras.layers.LSTM(16),
        keras.layers.Dense(1)])
    m.compile('adam', 'mse')
    return m
