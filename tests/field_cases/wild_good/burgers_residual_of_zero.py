from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='burgers_residual_of_zero',
            title="Physics-informed net for Burgers' equation: collocation, initial and boundary points with their right-hand sides",
            source='https://github.com/okada39/pinn_burgers/blob/master/main.py',
            keras='any',
            trap='two of the three targets are constantly zero; the time column of the initial points is constant, the place column of the boundary points only -1 or 1')

NU = 0.01 / np.pi


class Residual(keras.layers.Layer):
    """u_t + u u_x - nu u_xx of the network at the given points."""

    def __init__(self, network, **kwargs):
        super().__init__(**kwargs)
        self.network = network

    def call(self, tx):
        with tf.GradientTape() as outer:
            outer.watch(tx)
            with tf.GradientTape() as inner:
                inner.watch(tx)
                u = self.network(tx)
            du = inner.gradient(u, tx)
            du_dx = du[:, 1:2]
        d2u_dx2 = outer.gradient(du_dx, tx)[:, 1:2]
        return du[:, 0:1] + u * du_dx - NU * d2u_dx2

    def compute_output_shape(self, shape):
        return (shape[0], 1)


def make_dataset():
    rng = np.random.default_rng(1234)
    n = 512
    inside = rng.random((n, 2))
    inside[:, 1] = 2 * inside[:, 1] - 1                     # t in [0, 1], x in [-1, 1]
    start = np.zeros((n, 2))
    start[:, 1] = rng.uniform(-1, 1, n)                     # t = 0
    border = rng.random((n, 2))
    border[:, 1] = 2 * np.round(border[:, 1]) - 1           # x = -1 or 1
    zero = np.zeros((n, 1))
    u_start = np.sin(-np.pi * start[:, 1:2])
    x = tuple(a.astype('float32') for a in (inside, start, border))
    y = tuple(a.astype('float32') for a in (zero, u_start, zero))
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(n, seed=0).batch(64).prefetch(1)


def make_model():
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(16, activation='tanh'),
                                keras.layers.Dense(16, activation='tanh'), keras.layers.Dense(1)])
    inside, start, border = keras.Input((2,)), keras.Input((2,)), keras.Input((2,))
    model = keras.Model([inside, start, border], [Residual(network, name='equation')(inside),
                                                 keras.layers.Activation('linear', name='start')(network(start)),
                                                 keras.layers.Activation('linear', name='border')(network(border))])
    model.compile(keras.optimizers.Adam(5e-3), loss=['mse', 'mse', 'mse'])
    return model
