from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='moons_by_real_nvp', keras='any',
    title='Density estimation of two moons with Real NVP: only x, the loss is minus the log likelihood',
    source='https://keras.io/examples/generative/real_nvp/',
    trap='no y; the loss is a log density and becomes negative when all is well; x has two columns and looks like a pair; the normalisation '
         'was adapted on the training points')

MASKS = np.array([[0, 1], [1, 0]] * 3, 'float32')


def _moons(seed, n):
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, np.pi, n)
    lower = rng.integers(0, 2, n)
    x = np.where(lower, 1 - np.cos(angle), np.cos(angle))
    y = np.where(lower, 0.5 - np.sin(angle), np.sin(angle))
    return (np.stack([x, y], 1) + rng.normal(0, 0.05, (n, 2))).astype('float32')


def _points(seed, n):
    train = _moons(521, 600)
    return (_moons(seed, n) - train.mean(0)) / train.std(0)


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_points(521, 600)).shuffle(600).batch(50)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_points(522, 150)).batch(50)


def _coupling():
    inputs = keras.Input((2,))
    h = keras.layers.Dense(32, activation='relu')(keras.layers.Dense(32, activation='relu')(inputs))
    return keras.Model(inputs, [keras.layers.Dense(2, activation='tanh')(h), keras.layers.Dense(2)(h)])


class RealNVP(keras.Model):
    def __init__(self):
        super().__init__()
        self.tracker = keras.metrics.Mean(name='loss')
        self.couplings = [_coupling() for _ in MASKS]

    @property
    def metrics(self):
        return [self.tracker]

    def call(self, x):
        log_det = 0.0
        for mask, net in zip(MASKS[::-1], self.couplings[::-1]):
            s, t = net(x * mask)
            s, t = s * (1 - mask), t * (1 - mask)
            x = (1 - mask) * (x * tf.exp(-s) - t * tf.exp(-s)) + x * mask
            log_det -= tf.reduce_sum(s, axis=1)
        return x, log_det

    def log_loss(self, x):
        z, log_det = self(x)
        normal = -0.5 * tf.reduce_sum(tf.square(z), axis=1) - np.log(2 * np.pi)
        return -tf.reduce_mean(normal + log_det)

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = self.log_loss(data)
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
        self.tracker.update_state(loss)
        return {'loss': self.tracker.result()}

    def test_step(self, data):
        self.tracker.update_state(self.log_loss(data))
        return {'loss': self.tracker.result()}


def make_model():
    m = RealNVP()
    m.compile(keras.optimizers.Adam(2e-3))
    return m
