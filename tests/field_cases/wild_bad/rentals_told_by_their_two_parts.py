from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='rentals_told_by_their_two_parts',
    title='Bike rentals are predicted from a table that still holds casual and registered, whose sum they are',
    source='https://medium.com/@honeb/bike-curious-neural-network-regression-with-tensorflow-e5ef1331eaf5',
    kind='silent', cause='target-leaks-through-its-parts', keras='any',
    groups=['values', 'labels'],
    explain='cnt = casual + registered in every row; only cnt was taken out of the table. Checked: a least-squares fit '
            'of the targets on the seven inputs leaves a residual of 3e-8 of their deviation, with weights only on the '
            'two parts (without casual R2 is 0.83). Neither is known before the day is over.')

NAMES = ['season', 'workingday', 'temp', 'hum', 'windspeed', 'casual', 'registered', 'cnt']


def read_days(n=365):
    rng = np.random.default_rng(2011)
    day = np.arange(n)
    season = (day // 92) % 4 + 1.0
    working = (day % 7 < 5) * 1.0
    temp = .5 - .25 * np.cos(2 * np.pi * day / 365) + rng.normal(0, .06, n)
    hum = rng.uniform(.3, .95, n)
    wind = rng.gamma(4, .045, n)
    casual = np.round((1 + 1.2 * (1 - working)) * 900 * temp * (1.2 - hum) * rng.lognormal(0, .25, n))
    registered = np.round((1 + .6 * working) * 3200 * temp ** .7 * (1.1 - .4 * hum) * rng.lognormal(0, .15, n))
    return np.stack([season, working, temp, hum, wind, casual, registered, casual + registered], 1)


class Days(keras.utils.Sequence):
    def __init__(self, table, mean, std, batch_size=15, shuffle=True):
        super().__init__()
        table = (table - mean) / std
        self.x = table[:, [i for i, name in enumerate(NAMES) if name != 'cnt']].astype('float32')
        self.y = table[:, NAMES.index('cnt')].astype('float32')
        self.batch_size, self.shuffle = batch_size, shuffle
        self.order = np.arange(len(self.x))
        self.rng = np.random.default_rng(5)
        self.on_epoch_end()

    def on_epoch_end(self):
        if self.shuffle:
            self.rng.shuffle(self.order)

    def __len__(self):
        return int(np.ceil(len(self.x) / self.batch_size))

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size:(i + 1) * self.batch_size]
        return self.x[rows], self.y[rows]


def _split():
    table = read_days()
    train, val = table[:300], table[300:]
    return train, val, train.mean(0), train.std(0)


def make_dataset():
    train, _, mean, std = _split()
    return Days(train, mean, std)


def make_validation():
    _, val, mean, std = _split()
    return Days(val, mean, std, shuffle=False)


def make_model():
    model = keras.Sequential([keras.Input((7,)),
                              keras.layers.Dense(16, activation='relu'),
                              keras.layers.Dense(8, activation='relu'),
                              keras.layers.Dense(1)])
    model.compile('adam', 'mae')
    return model
