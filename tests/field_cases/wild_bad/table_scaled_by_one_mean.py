from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='table_scaled_by_one_mean',
    title='A wine table is standardised with one mean and one deviation for all eleven columns',
    source='https://github.com/mlflow/mlflow/issues/11847',
    kind='silent', cause='scaling-over-the-whole-table', keras='any',
    groups=['values'],
    explain='np.mean(train_x) without axis=0 is one number, drowned by the sulfur columns. After it, "total '
            'sulfur dioxide" has a deviation of about 1.0 while density, chlorides and pH have 5e-5 to 4e-3 and '
            'sit at a constant -0.4: six of the eleven columns are constants to the network. '
            'Checked: the ratio of the largest to the smallest column deviation is the same as in the raw table (over 1e4).')


def load_wine(n=400):
    rng = np.random.default_rng(410)
    mean = np.array([6.87, .28, .33, 6.4, .046, 35.4, 138.8, .994, 3.19, .49, 10.5])
    std = np.array([.85, .10, .12, 5.1, .021, 17.1, 41.8, .003, .15, .115, 1.22])
    x = mean + std * rng.normal(size=(n, 11))
    z = (x - mean) / std
    quality = 5.9 + .45 * z[:, 10] - .3 * z[:, 1] - .2 * z[:, 7] + .15 * z[:, 9] + rng.normal(0, .4, n)
    return x, np.clip(np.round(quality), 3, 9)


def make_splits():
    x, y = load_wine()
    train_x, test_x = x[:320], x[320:]
    mean, std = np.mean(train_x), np.std(train_x)
    train_x = (train_x - mean) / std
    test_x = (test_x - mean) / std
    return (train_x.astype('float32'), y[:320].astype('float32')), (test_x.astype('float32'), y[320:].astype('float32'))


def make_dataset():
    return make_splits()[0]


def make_validation():
    return make_splits()[1]


FIT = dict(batch_size=32)


def make_model():
    model = keras.Sequential([
        keras.Input((11,)),
        keras.layers.Dense(64, activation='relu'),
        keras.layers.Dense(1),
    ])
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss='mean_squared_error', metrics=['mae'])
    return model
