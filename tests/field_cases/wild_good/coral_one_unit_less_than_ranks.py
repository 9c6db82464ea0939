from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='coral_one_unit_less_than_ranks',
            title='CORAL ordinal regression: ranks 0..4 as integers, four logits',
            source='https://pypi.org/project/coral-ordinal/',
            keras='any',
            trap='the highest label (4) is not an index of the four units: the loss turns each rank into four yes/no questions')

RANKS = 5


def _comments(seed, count):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 20)).astype('float32')
    score = x[:, :4].sum(1) + rng.normal(0, 0.7, count)
    y = np.digitize(score, [-2.2, -0.8, 0.8, 2.2])
    return x, y.astype('int64')


def make_dataset():
    x, y = _comments(0, 400)
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(400, seed=7).batch(32).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_comments(1, 96)).batch(32)


class CoralOrdinal(keras.layers.Layer):
    """One weight vector, a bias for each threshold."""

    def build(self, shape):
        self.w = self.add_weight(name='w', shape=(int(shape[-1]), 1), initializer='glorot_uniform')
        self.b = self.add_weight(name='b', shape=(RANKS - 1,), initializer='zeros')

    def call(self, h):
        return tf.matmul(h, self.w) + self.b

    def compute_output_shape(self, shape):
        return (shape[0], RANKS - 1)


def _levels(y_true):
    y = tf.cast(tf.reshape(y_true, [-1, 1]), tf.float32)
    return tf.cast(y > tf.range(RANKS - 1, dtype=tf.float32), tf.float32)


def ordinal_crossentropy(y_true, y_pred):
    return tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=_levels(y_true), logits=y_pred), axis=1)


def mae_labels(y_true, y_pred):
    rank = tf.reduce_sum(tf.cast(y_pred > 0, tf.float32), axis=1)
    return tf.abs(rank - tf.cast(tf.reshape(y_true, [-1]), tf.float32))


def make_model():
    x = keras.Input((20,))
    h = keras.layers.Dense(16, activation='relu')(x)
    model = keras.Model(x, CoralOrdinal()(h))
    model.compile('adam', loss=ordinal_crossentropy, metrics=[mae_labels])
    return model
