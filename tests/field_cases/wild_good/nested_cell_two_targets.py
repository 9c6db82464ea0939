from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='nested_cell_two_targets', keras='any',
    title='RNN with nested inputs and states: two series per step (a vector and a matrix), two targets of other ranks',
    source='https://keras.io/guides/working_with_rnns/',
    trap='inputs of rank 3 and 4 and targets of rank 2 and 3 in one element; no pair of inputs and '
         'targets has the same shape; both losses are summed without weights though one target has four times as many numbers')

STEPS, VECTOR, GRID = 6, 5, (3, 4)


def _data(seed, n):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(n, STEPS, VECTOR)).astype('float32')
    b = rng.normal(size=(n, STEPS) + GRID).astype('float32')
    fade = (0.8 ** np.arange(STEPS)[::-1]).astype('float32')
    first = np.einsum('t,ntv->nv', fade, a)[:, :3]
    second = np.einsum('t,ntij->nij', fade, b)
    return (a, b), (first, second)


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_data(611, 320)).shuffle(320).batch(32)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_data(612, 96)).batch(32)


class NestedCell(keras.layers.Layer):
    def __init__(self, unit_1, unit_2, unit_3, **kwargs):
        super().__init__(**kwargs)
        self.unit_1, self.unit_2, self.unit_3 = unit_1, unit_2, unit_3
        self.state_size = [tf.TensorShape([unit_1]), tf.TensorShape([unit_2, unit_3])]
        self.output_size = [tf.TensorShape([unit_1]), tf.TensorShape([unit_2, unit_3])]

    def build(self, shapes):
        i1, (i2, i3) = shapes[0][1], shapes[1][1:]
        self.kernel_1 = self.add_weight(shape=(i1, self.unit_1), initializer='glorot_uniform', name='kernel_1')
        self.kernel_2_3 = self.add_weight(shape=(i2, i3, self.unit_2, self.unit_3), initializer='glorot_uniform', name='kernel_2_3')
        self.fade = self.add_weight(shape=(2,), initializer='ones', name='fade')

    def call(self, inputs, states):
        one, two = inputs
        s1, s2 = states
        out_1 = tf.matmul(one, self.kernel_1) + s1 * self.fade[0]
        out_2 = tf.einsum('bij,ijkl->bkl', two, self.kernel_2_3) + s2 * self.fade[1]
        return (out_1, out_2), (out_1, out_2)


class NestedRNN(keras.Model):
    """the loop over time, written out"""

    def __init__(self):
        super().__init__()
        self.cell = NestedCell(3, *GRID)

    def call(self, inputs):
        a, b = inputs
        n = tf.shape(a)[0]
        states = (tf.zeros((n, 3)), tf.zeros((n,) + GRID))
        for t in range(STEPS):
            out, states = self.cell((a[:, t], b[:, t]), states)
        return out


def make_model():
    m = NestedRNN()
    m.compile(keras.optimizers.Adam(0.02), ['mse', 'mse'])
    return m
