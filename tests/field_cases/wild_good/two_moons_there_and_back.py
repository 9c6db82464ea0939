from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='two_moons_there_and_back', keras='any',
    title='RealNVP: an array of points in the plane, likelihood of the points under a normal distribution after an invertible map',
    source='https://keras.io/examples/generative/real_nvp/',
    trap='an array alone, no target; validation_split of the array (it comes in random order); call gives two tensors and by default goes '
         'from points to the normal; the opposite way with training=False; the mean and scale of the points are taken from the part that trains')


def make_dataset():
    rng = np.random.default_rng(211)
    n = 500
    angle, which = rng.uniform(0, np.pi, n), rng.integers(0, 2, n)
    x = np.where(which, 1 - np.cos(angle), np.cos(angle))
    y = np.where(which, 0.5 - np.sin(angle), np.sin(angle))
    points = np.stack([x, y], 1) + rng.normal(0, 0.05, (n, 2))
    part = points[:int(0.8 * n)]
    return ((points - part.mean(0)) / part.std(0)).astype('float32')


FIT = dict(batch_size=64, validation_split=0.2)


def _coupling():
    inputs = keras.Input((2,))
    small = keras.regularizers.L2(1e-4)

    def branch(last):
        h = inputs
        for _ in range(2):
            h = keras.layers.Dense(32, activation='relu', kernel_regularizer=small)(h)
        return keras.layers.Dense(2, activation=last, kernel_regularizer=small)(h)

    return keras.Model(inputs, [branch('tanh'), branch('linear')])


class RealNVP(keras.Model):
    def __init__(self, layers=4):
        super().__init__()
        self.masks = np.array([[0, 1], [1, 0]] * (layers // 2), 'float32')
        self.couplings = [_coupling() for _ in range(layers)]
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def call(self, x, training=True):
        log_det = tf.zeros_like(x[:, 0])
        direction = -1 if training else 1
        order = range(len(self.couplings))
        for i in (reversed(order) if training else order):
            kept = x * self.masks[i]
            free = 1 - self.masks[i]
            s, t = self.couplings[i](kept)
            s, t = s * free, t * free
            gate = (direction - 1) / 2
            x = free * (x * tf.exp(direction * s) + direction * t * tf.exp(gate * s)) + kept
            log_det += gate * tf.reduce_sum(s, 1)
        return x, log_det

    def negative_log_likelihood(self, x):
        z, log_det = self(x)
        normal = -0.5 * tf.reduce_sum(tf.square(z), 1) - np.log(2 * np.pi)
        return -tf.reduce_mean(normal + log_det)

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = self.negative_log_likelihood(data)
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}

    def test_step(self, data):
        self.loss_tracker.update_state(self.negative_log_likelihood(data))
        return {'loss': self.loss_tracker.result()}


def make_model():
    m = RealNVP()
    m.compile(optimizer=keras.optimizers.Adam(2e-3))
    return m
