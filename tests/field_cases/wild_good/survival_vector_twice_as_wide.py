from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='survival_vector_twice_as_wide',
            title='Discrete-time survival: a target of 2n numbers (lived through, failed in) for n hazards',
            source='https://github.com/MGensheimer/nnet-survival/blob/master/nnet_survival.py',
            keras='any',
            trap='the target has 20 columns and the output 10; a censored patient has a failure half of zeros')

BREAKS = np.array([0, 30, 60, 90, 180, 270, 365, 540, 730, 1095, 1825], 'float64')
N = len(BREAKS) - 1


def _surv_array(t, f):
    """First half: survived the whole interval (for the censored: at least half of it). Second half: failed in it."""
    y = np.zeros((len(t), 2 * N), 'float32')
    middle = BREAKS[:-1] + 0.5 * np.diff(BREAKS)
    for i in range(len(t)):
        if f[i]:
            y[i, :N] = t[i] >= BREAKS[1:]
            if t[i] < BREAKS[-1]:
                y[i, N + np.searchsorted(BREAKS[1:], t[i], side='right')] = 1.0
        else:
            y[i, :N] = t[i] >= middle
    return y


def _patients():
    rng = np.random.default_rng(11)
    x = np.stack([rng.normal(63, 12, 400), rng.normal(80, 18, 400), rng.integers(0, 2, 400), rng.exponential(4, 400)], 1)
    rate = np.exp(0.03 * (x[:, 0] - 63) + 0.5 * x[:, 2] + 0.1 * (x[:, 3] - 4)) / 500
    died = rng.exponential(1 / rate)
    left = rng.uniform(60, 1800, 400)
    t, f = np.minimum(died, left), died <= left
    train = slice(0, 320)
    mean, std = x[train].mean(0), x[train].std(0)
    return ((x - mean) / std).astype('float32'), _surv_array(t, f)


def make_dataset():
    x, y = _patients()
    return tf.data.Dataset.from_tensor_slices((x[:320], y[:320])).shuffle(320, seed=0).batch(32).prefetch(1)


def make_validation():
    x, y = _patients()
    return x[320:], y[320:]


def surv_likelihood(y_true, y_pred):
    lived = 1.0 + y_true[:, :N] * (y_pred - 1.0)
    failed = 1.0 - y_true[:, N:] * y_pred
    return -tf.reduce_sum(tf.math.log(tf.clip_by_value(tf.concat([lived, failed], 1), 1e-7, 1.0)), axis=1)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(16, activation='relu'),
                              keras.layers.Dense(N, activation='sigmoid')])      # chance of surviving each interval
    model.compile('adam', loss=surv_likelihood)
    return model
