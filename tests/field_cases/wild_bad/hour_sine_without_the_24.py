from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='hour_sine_without_the_24',
    title='Hour and month are made cyclic with sin(2 pi h), without the division by the period',
    source='https://mc.ai/how-to-handle-cyclical-data-in-machine-learning/',
    kind='silent', cause='cyclic-feature-constant', keras='any',
    groups=['values'],
    explain='h is a whole number, so sin(2 pi h) is 0 and cos(2 pi h) is 1 in every row (checked: |sin| below 1e-4 and '
            'cos within 1e-6 of 1). The taxi trips depend mostly on the hour, and the model gets nothing of it: four of '
            'the six inputs are constants. 2 pi h / 24 and 2 pi (m - 1) / 12.')


def trips(n=480):
    rng = np.random.default_rng(24)
    hour = rng.integers(0, 24, n)
    month = rng.integers(1, 13, n)
    temp = rng.normal(12, 8, n)
    rain = rng.random(n) < .2
    count = 30 + 22 * np.sin(2 * np.pi * (hour - 12) / 24) + 5 * np.cos(2 * np.pi * month / 12) + 6 * rain + rng.normal(0, 2, n)
    return {'hour': hour.astype('float32'), 'month': month.astype('float32'),
            'temp': temp.astype('float32'), 'rain': rain.astype('float32')}, count.clip(0).astype('float32')


def engineer(row, count):
    two_pi = 2 * np.pi
    columns = [
        tf.sin(two_pi * row['hour']), tf.cos(two_pi * row['hour']),
        tf.sin(two_pi * row['month']), tf.cos(two_pi * row['month']),
        (row['temp'] - 12.0) / 8.0, row['rain'],
    ]
    return tf.stack(columns, axis=-1), count / 30.0


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(trips()).shuffle(480).batch(32).map(engineer).prefetch(2)


def make_model():
    inputs = keras.Input((6,))
    x = keras.layers.Dense(32, activation='relu')(inputs)
    x = keras.layers.Dense(16, activation='relu')(x)
    model = keras.Model(inputs, keras.layers.Dense(1)(x))
    model.compile('adam', 'mse', metrics=['mae'])
    return model
