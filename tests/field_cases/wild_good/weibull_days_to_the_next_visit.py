from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='weibull_days_to_the_next_visit',
            title='WTTE-RNN: at every step the time to the next event and whether it was seen at all',
            source='https://ragulpr.github.io/2016/12/22/WTTE-RNN-Hackless-churn-modeling/',
            keras='any',
            trap='two target columns of other kinds (a count of days, a 0/1 flag) against two outputs (alpha, beta); padded steps hold a number, and weight 0')

STEPS, MASK = 20, -1.0


def _customers(seed, count):
    rng = np.random.default_rng(seed)
    x = np.full((count, STEPS, 2), MASK, 'float32')
    y = np.zeros((count, STEPS, 2), 'float32')
    y[..., 0] = 1.0                         # anything positive: the weight is 0 there
    w = np.zeros((count, STEPS), 'float32')
    for i in range(count):
        n = rng.integers(12, STEPS + 1)
        rate = rng.uniform(0.05, 0.5)
        visit = rng.random(n) < rate
        days = np.zeros(n)
        seen = np.zeros(n)
        following = None
        for t in range(n - 1, -1, -1):      # days until the next visit strictly after t
            days[t] = (following - t) if following is not None else (n - t)
            seen[t] = following is not None
            if visit[t]:
                following = t
        since = np.zeros(n)
        for t in range(1, n):
            since[t] = 0 if visit[t] else since[t - 1] + 1
        x[i, :n, 0], x[i, :n, 1] = visit, np.log1p(since)
        y[i, :n, 0], y[i, :n, 1] = days, seen
        w[i, :n] = 1.0
    return x, y, w


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_customers(0, 120)).shuffle(120, seed=3).batch(20).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_customers(1, 40)).batch(20)


def weibull_loglikelihood(y_true, y_pred):
    days, seen = y_true[..., 0], y_true[..., 1]
    alpha, beta = y_pred[..., 0], y_pred[..., 1]
    ratio = (days + 1e-6) / alpha
    log_like = seen * (tf.math.log(beta) + beta * tf.math.log(ratio)) - tf.pow(ratio, beta)
    return -log_like


class WeibullHead(keras.layers.Layer):
    def call(self, h):
        return tf.stack([tf.exp(h[..., 0] + 1.0), tf.math.softplus(h[..., 1]) + 0.1], axis=-1)

    def compute_output_shape(self, shape):
        return shape


def make_model():
    x = keras.Input((STEPS, 2))
    h = keras.layers.Masking(MASK)(x)
    h = keras.layers.GRU(12, return_sequences=True, unroll=True)(h)
    h = keras.layers.Dense(2)(h)
    model = keras.Model(x, WeibullHead()(h))
    model.compile(keras.optimizers.Adam(1e-3), loss=weibull_loglikelihood)
    return model
