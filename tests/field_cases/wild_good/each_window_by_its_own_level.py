from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='each_window_by_its_own_level',
            title='Many demand series from tens to tens of thousands: each window is divided by one plus the mean of its past',
            source='https://arxiv.org/abs/1704.04110',
            keras='any',
            trap='no common scale: past and future are divided by a number taken from the past alone, whose logarithm is an input; validation foretells the last days of the same series')

PAST, AHEAD, SERIES, DAYS = 28, 7, 24, 140


def _demand():
    rng = np.random.default_rng(29)
    level = np.exp(rng.uniform(1.5, 9.5, SERIES))
    week = 1 + 0.4 * np.sin(2 * np.pi * (np.arange(DAYS) / 7.0)[None] + rng.uniform(0, 6, (SERIES, 1)))
    drift = np.exp(np.cumsum(rng.normal(0, 0.01, (SERIES, DAYS)), 1))
    return rng.poisson(level[:, None] * week * drift).astype('float32')


def _cut(series, start):
    past, future = series[start:start + PAST], series[start + PAST:start + PAST + AHEAD]
    level = 1.0 + past.mean()
    day = np.arange(start + PAST, start + PAST + AHEAD) % 7
    x = {'past': (past / level)[:, None], 'weekdays': np.eye(7)[day], 'log_level': [np.log(level)]}
    return {k: np.asarray(v, 'float32') for k, v in x.items()}, (future / level).astype('float32')


def _stack(cuts):
    return {k: np.stack([x[k] for x, _ in cuts]) for k in cuts[0][0]}, np.stack([y for _, y in cuts])


def make_dataset():
    last = DAYS - AHEAD                          # no training target reaches into the last week
    cuts = [_cut(s, k) for s in _demand() for k in range(0, last - PAST - AHEAD + 1, 3)]
    x, y = _stack(cuts)
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(y), seed=0).batch(64).prefetch(1)


def make_validation():
    x, y = _stack([_cut(s, DAYS - PAST - AHEAD) for s in _demand()])
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(24)


def make_model():
    past = keras.Input((PAST, 1), name='past')
    weekdays = keras.Input((AHEAD, 7), name='weekdays')
    log_level = keras.Input((1,), name='log_level')
    h = keras.layers.Flatten()(past)
    h = keras.layers.Concatenate()([h, keras.layers.Flatten()(weekdays), log_level])
    h = keras.layers.Dense(32, activation='relu')(h)
    model = keras.Model({'past': past, 'weekdays': weekdays, 'log_level': log_level}, keras.layers.Dense(AHEAD)(h))
    model.compile('adam', 'mae')
    return model
