from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='molecules_as_two_arrays', keras='any',
    title='WGAN-GP for small molecules: a list of adjacency and atom arrays is the only argument of fit, the critic steps twice a batch',
    source='https://keras.io/examples/generative/wgan-graphs/',
    trap='a list of two arrays of different rank and no target (the second is not y); one-hot and nearly all zeros; the last channel means '
         '"no bond" or "no atom"; train_step gets them as a tuple in a tuple')

ATOMS, BONDS, KINDS, LATENT = 6, 4, 4, 16


def make_dataset():
    rng = np.random.default_rng(231)
    n = 192
    adjacency, features = np.zeros((n, BONDS, ATOMS, ATOMS), 'float32'), np.zeros((n, ATOMS, KINDS), 'float32')
    for g in range(n):
        size = rng.integers(3, ATOMS + 1)
        for i in range(ATOMS):
            features[g, i, rng.choice(KINDS - 1, p=[0.7, 0.2, 0.1]) if i < size else KINDS - 1] = 1
        for i in range(1, size):
            j, bond = rng.integers(0, i), rng.choice(BONDS - 1, p=[0.8, 0.15, 0.05])
            adjacency[g, bond, i, j] = adjacency[g, bond, j, i] = 1
    adjacency[:, -1] = 1 - adjacency[:, :-1].sum(1)
    return [adjacency, features]


FIT = dict(batch_size=16)


class Symmetric(keras.layers.Layer):
    def call(self, x):
        return tf.nn.softmax((x + tf.transpose(x, (0, 1, 3, 2))) / 2, axis=1)

    def compute_output_shape(self, shape):
        return shape


def _generator():
    z = keras.Input((LATENT,))
    h = keras.layers.Dense(64, activation='tanh')(z)
    adjacency = keras.layers.Reshape((BONDS, ATOMS, ATOMS))(keras.layers.Dense(BONDS * ATOMS * ATOMS)(h))
    atoms = keras.layers.Softmax(axis=2)(keras.layers.Reshape((ATOMS, KINDS))(keras.layers.Dense(ATOMS * KINDS)(h)))
    return keras.Model(z, [Symmetric()(adjacency), atoms])


class RelationalConv(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = keras.layers.Dense(units, use_bias=False)
        self.units = units

    def build(self, shapes):
        self.dense.build((None, shapes[0][1] * shapes[1][-1]))
        self.built = True

    def call(self, inputs):
        adjacency, features = inputs
        h = tf.matmul(adjacency, features[:, None])
        h = tf.reshape(tf.transpose(h, (0, 2, 1, 3)), (-1, ATOMS, adjacency.shape[1] * features.shape[-1]))
        return tf.nn.leaky_relu(self.dense(h))

    def compute_output_shape(self, shapes):
        return (shapes[0][0], ATOMS, self.units)


def _critic():
    adjacency, features = keras.Input((BONDS, ATOMS, ATOMS)), keras.Input((ATOMS, KINDS))
    h = RelationalConv(24)([adjacency, features])
    h = keras.layers.GlobalAveragePooling1D()(RelationalConv(24)([adjacency, h]))
    return keras.Model([adjacency, features], keras.layers.Dense(1)(keras.layers.Dense(32, activation='relu')(h)))


class GraphWGAN(keras.Model):
    def __init__(self, critic_steps=2, gp_weight=10.0):
        super().__init__()
        self.generator, self.discriminator = _generator(), _critic()
        self.critic_steps, self.gp_weight = critic_steps, gp_weight
        self.d_tracker, self.g_tracker = keras.metrics.Mean(name='loss_dis'), keras.metrics.Mean(name='loss_gen')

    @property
    def metrics(self):
        return [self.d_tracker, self.g_tracker]

    def compile(self, optimizer_generator, optimizer_discriminator, **kwargs):
        super().compile(**kwargs)
        self.optimizer_generator, self.optimizer_discriminator = optimizer_generator, optimizer_discriminator

    def _penalty(self, real, fake):
        share = tf.random.uniform((tf.shape(real[0])[0],))
        between = [share[:, None, None, None] * real[0] + (1 - share[:, None, None, None]) * fake[0],
                   share[:, None, None] * real[1] + (1 - share[:, None, None]) * fake[1]]
        with tf.GradientTape() as tape:
            tape.watch(between)
            score = self.discriminator(between, training=True)
        grads = tape.gradient(score, between)
        norms = [tf.sqrt(tf.reduce_sum(tf.square(g), axis=1) + 1e-12) for g in grads]
        return tf.reduce_mean(tf.reduce_mean(tf.square(1 - norms[0]), (1, 2)) + tf.reduce_mean(tf.square(1 - norms[1]), 1))

    def train_step(self, inputs):
        if isinstance(inputs[0], (tuple, list)):
            inputs = inputs[0]
        real = list(inputs)
        n = tf.shape(real[0])[0]
        for _ in range(self.critic_steps):
            with tf.GradientTape() as tape:
                fake = self.generator(tf.random.normal((n, LATENT)), training=True)
                wasserstein = tf.reduce_mean(self.discriminator(fake, training=True)) - tf.reduce_mean(self.discriminator(real, training=True))
                loss = wasserstein + self.gp_weight * self._penalty(real, fake)
            weights = self.discriminator.trainable_weights
            self.optimizer_discriminator.apply_gradients(zip(tape.gradient(loss, weights), weights))
            self.d_tracker.update_state(loss)
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(self.discriminator(self.generator(tf.random.normal((n, LATENT)), training=True), training=True))
        weights = self.generator.trainable_weights
        self.optimizer_generator.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.g_tracker.update_state(loss)
        return {m.name: m.result() for m in self.metrics}


def make_model():
    m = GraphWGAN()
    m.compile(optimizer_generator=keras.optimizers.Adam(5e-4), optimizer_discriminator=keras.optimizers.Adam(5e-4))
    return m
