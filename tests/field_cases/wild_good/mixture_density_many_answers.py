from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='mixture_density_many_answers', keras='any',
    title='A mapping that is no function: mixture density network, three numbers for each of the components',
    source='https://keras.io/examples/keras_recipes/approximating_non_function_mappings/',
    trap='the output has 12 columns and y one; one x has several right y; the loss is a likelihood and may go below zero; x and y were '
         'exchanged on purpose')

COMPONENTS = 4


def _points(seed, n):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, (n, 1)).astype('float32')
    y = (3 * np.cos(3 * np.pi * x) + rng.normal(0, 0.2, (n, 1))).astype('float32')
    return y, x  # to be answered: which x may have led to this y


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_points(421, 640)).shuffle(640).batch(64)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_points(422, 160)).batch(64)


def mixture_loss(y, out):
    mu, raw, logits = tf.split(out, 3, axis=-1)
    sigma = tf.nn.elu(raw) + 1.0 + 1e-2
    log_p = -0.5 * tf.square((y - mu) / sigma) - tf.math.log(sigma) - 0.5 * np.log(2 * np.pi)
    return -tf.reduce_logsumexp(tf.nn.log_softmax(logits) + log_p, axis=-1)


def make_model():
    m = keras.Sequential([keras.Input((1,)), keras.layers.Dense(64, activation='relu'), keras.layers.Dense(64, activation='relu'),
                          keras.layers.Dense(3 * COMPONENTS)])
    m.compile(keras.optimizers.Adam(3e-3), mixture_loss)
    return m
