from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='lifetime_value_mostly_zero', keras='any',
    title='Customer lifetime value: zero-inflated log-normal loss, three output units for one raw amount of money',
    source='https://keras.io/examples/generative/customer_lifetime_value/ and https://github.com/google/lifetime_value',
    trap='seven in ten targets are exactly 0 and the others run from a few to several hundred, unscaled; three linear outputs (logit, location, scale) '
         'against one column: the loss is the likelihood of both parts')


def _customers(part):
    rng = np.random.default_rng(181 if part == 'train' else 182)
    n = 600 if part == 'train' else 150
    first = rng.lognormal(3.0, 0.8, n)
    channel = rng.choice(['web', 'store', 'partner'], n)
    visits = rng.poisson(3, n)
    buys = rng.uniform(size=n) < 1 / (1 + np.exp(-(-1.6 + 0.3 * visits - 0.5 * (channel == 'partner'))))
    value = np.where(buys, np.exp(1.0 + 0.9 * np.log(first) + rng.normal(0, 0.7, n)), 0.0)
    x = dict(log_first=np.log1p(first).astype('float32')[:, None], visits=visits.astype('float32')[:, None], channel=channel[:, None])
    return x, value.astype('float32')[:, None]


def make_dataset():
    x, y = _customers('train')
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(y)).batch(64).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_customers('validation')).batch(64)


def zero_inflated_lognormal(y_true, y_pred):
    y_true = tf.cast(y_true, tf.float32)
    positive = tf.cast(y_true > 0, tf.float32)
    logit, loc = y_pred[:, 0:1], y_pred[:, 1:2]
    scale = tf.maximum(tf.nn.softplus(y_pred[:, 2:3]), 1e-3)
    buy = tf.nn.sigmoid_cross_entropy_with_logits(labels=positive, logits=logit)
    log_y = tf.math.log(positive * y_true + (1.0 - positive))
    density = log_y + tf.math.log(scale) + 0.9189385 + 0.5 * tf.square((log_y - loc) / scale)
    return tf.squeeze(buy + positive * density, axis=-1)


def make_model():
    log_first = keras.Input((1,), name='log_first')
    visits = keras.Input((1,), name='visits')
    channel = keras.Input((1,), name='channel', dtype='string')
    code = keras.layers.StringLookup(vocabulary=['web', 'store', 'partner'], output_mode='one_hot')(channel)
    h = keras.layers.Concatenate()([log_first, keras.layers.Rescaling(0.2)(visits), code])
    h = keras.layers.Dense(16, activation='relu')(h)
    m = keras.Model(dict(log_first=log_first, visits=visits, channel=channel), keras.layers.Dense(3)(h))
    m.compile(keras.optimizers.Adam(5e-3), zero_inflated_lognormal)
    return m
