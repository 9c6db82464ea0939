from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='residuals_that_should_be_zero', keras='any',
    title='Physics-informed network: collocation points against a target of zeros; the model returns the residual of the equation',
    source='https://github.com/keras-team/keras-io/blob/a5efa8e71eeaa503b680ef609a67542d4ff0b606/examples/keras_recipes/eikonal.py',
    trap='every target is 0: the output is the residual u\'\' + pi^2 sin(pi x) of the Poisson equation, and the boundary values are built '
         'in by the factor x (1 - x), so the trivial solution is excluded by the equation and not by labels')


def make_dataset():
    rng = np.random.default_rng(251)
    x = np.concatenate([np.linspace(0, 1, 64), rng.uniform(0, 1, 192)]).astype('float32')[:, None]
    return tf.data.Dataset.from_tensor_slices((x, np.zeros_like(x))).shuffle(256).batch(64)


def make_validation():
    x = ((np.arange(50) + 0.5) / 50).astype('float32')[:, None]
    return tf.data.Dataset.from_tensor_slices((x, np.zeros_like(x))).batch(50)


class Poisson(keras.Model):
    def __init__(self):
        super().__init__()
        self.net = keras.Sequential([keras.Input((1,)), keras.layers.Dense(24, activation='tanh'),
                                     keras.layers.Dense(24, activation='tanh'), keras.layers.Dense(1)])

    def solution(self, x):
        return x * (1.0 - x) * self.net(x)

    def call(self, x):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                u = self.solution(x)
            du = inner.gradient(u, x)
        ddu = outer.gradient(du, x)
        return ddu + np.pi ** 2 * tf.sin(np.pi * x)


def make_model():
    m = Poisson()
    m.compile(keras.optimizers.Adam(5e-3), 'mse')
    return m
