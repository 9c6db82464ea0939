from __future__ import annotations

import collections

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='min_diff_pack_of_two_streams',
            title='MinDiff: x is a named tuple of the original batch and of a second, smaller batch without targets of its own',
            source='https://www.tensorflow.org/responsible_ai/model_remediation/api_docs/python/model_remediation/min_diff/keras/utils/pack_min_diff_data',
            keras='any',
            trap='x holds two batches of different sizes (32 and 16 rows), the second is repeated and has a membership column instead of labels')

Packed = collections.namedtuple('MinDiffPackedInputs', ['original_inputs', 'min_diff_data'])
COLUMNS = 8


def _census(seed, count):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, COLUMNS)).astype('float32')
    x[:, 0] = rng.integers(0, 2, count)          # the group
    income = x[:, 1] + 0.5 * x[:, 2] + 0.4 * x[:, 0] + rng.normal(0, 0.5, count)
    return x, (income > 0.3).astype('float32')


class MinDiffModel(keras.Model):
    def __init__(self, original, weight=1.5):
        super().__init__()
        self.original, self.weight = original, weight
        self.bce = keras.losses.BinaryCrossentropy()
        self.mean_loss = keras.metrics.Mean(name='loss')
        self.mean_gap = keras.metrics.Mean(name='min_diff_loss')

    @property
    def metrics(self):
        return [self.mean_loss, self.mean_gap]

    def call(self, inputs, training=None):
        x = inputs.original_inputs if isinstance(inputs, Packed) else inputs
        return self.original(x, training=training)

    def train_step(self, data):
        packed, y = data
        sensitive_x, membership = packed.min_diff_data
        with tf.GradientTape() as tape:
            task = self.bce(y[:, None], self.original(packed.original_inputs, training=True))
            p = self.original(sensitive_x, training=True)
            inside = tf.reduce_sum(p * membership) / tf.reduce_sum(membership)
            outside = tf.reduce_sum(p * (1 - membership)) / tf.reduce_sum(1 - membership)
            gap = tf.square(inside - outside)
            loss = task + self.weight * gap
        v = self.original.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, v), v))
        self.mean_loss.update_state(loss)
        self.mean_gap.update_state(gap)
        return {m.name: m.result() for m in self.metrics}


def make_dataset():
    x, y = _census(0, 512)
    original = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(512, seed=2).batch(32)

    negatives = y == 0
    one = tf.data.Dataset.from_tensor_slices(x[negatives & (x[:, 0] == 1)]).shuffle(256, seed=3).repeat().batch(8, drop_remainder=True)
    two = tf.data.Dataset.from_tensor_slices(x[negatives & (x[:, 0] == 0)]).shuffle(256, seed=4).repeat().batch(8, drop_remainder=True)

    def join(a, b):
        rows = tf.concat([a, b], axis=0)
        membership = tf.concat([tf.ones((8, 1)), tf.zeros((8, 1))], axis=0)
        return rows, membership

    min_diff = tf.data.Dataset.zip((one, two)).map(join)
    return tf.data.Dataset.zip((original, min_diff)).map(lambda o, m: (Packed(o[0], m), o[1])).prefetch(2)


def make_model():
    original = keras.Sequential([keras.Input((COLUMNS,)), keras.layers.Dense(16, activation='relu'),
                                 keras.layers.Dense(1, activation='sigmoid')])
    model = MinDiffModel(original)
    model.compile(optimizer='adam')
    return model
