from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='molecules_as_pairs_of_tensors', keras='any',
    title='WGAN-GP for small molecules: adjacency per bond type and atoms, both one-hot, no labels',
    source='https://keras.io/examples/generative/wgan-graphs/',
    trap='an element is ((adjacency, atoms),): two inputs and no y, though it looks like (x, y); the bond type stands before the atoms in '
         'the axes; "no bond" and "no atom" are the last classes and the commonest; the loss goes below zero')

ATOMS, KINDS, BONDS, LATENT = 6, 4, 3, 8


def _molecules():
    rng = np.random.default_rng(531)
    adjacency = np.zeros((96, BONDS, ATOMS, ATOMS), 'float32')
    features = np.zeros((96, ATOMS, KINDS), 'float32')
    for i in range(96):
        n = int(rng.integers(3, ATOMS + 1))
        for a in range(n):
            features[i, a, rng.choice(3, p=[0.7, 0.2, 0.1])] = 1
            if a:
                b = int(rng.integers(0, a))
                adjacency[i, rng.choice(2, p=[0.8, 0.2]), [a, b], [b, a]] = 1
        adjacency[i, -1, adjacency[i].sum(0) == 0] = 1
        features[i, features[i].sum(1) == 0, -1] = 1
    return adjacency, features


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_molecules()).shuffle(96).batch(16)
    return ds.map(lambda adjacency, features: ((adjacency, features),)).prefetch(1)


def _generator():
    z = keras.Input((LATENT,))
    h = keras.layers.Dense(48, activation='tanh')(z)
    a = keras.layers.Reshape((BONDS, ATOMS, ATOMS))(keras.layers.Dense(BONDS * ATOMS * ATOMS)(h))
    f = keras.layers.Reshape((ATOMS, KINDS))(keras.layers.Dense(ATOMS * KINDS)(h))
    return keras.Model(z, [keras.layers.Softmax(axis=1)(Symmetric()(a)), keras.layers.Softmax(axis=2)(f)])


class Symmetric(keras.layers.Layer):
    def call(self, a):
        return (a + tf.transpose(a, (0, 1, 3, 2))) / 2


class GraphConv(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.denses = [keras.layers.Dense(units) for _ in range(BONDS - 1)]

    def call(self, inputs):
        a, f = inputs
        return tf.nn.relu(tf.add_n([d(tf.matmul(a[:, k], f)) for k, d in enumerate(self.denses)]))


def _critic():
    a, f = keras.Input((BONDS, ATOMS, ATOMS)), keras.Input((ATOMS, KINDS))
    h = keras.layers.Concatenate()([f, GraphConv(16)([a, f])])
    h = keras.layers.GlobalAveragePooling1D()(keras.layers.Dense(24, activation='relu')(h))
    return keras.Model([a, f], keras.layers.Dense(1)(keras.layers.Dense(24, activation='relu')(h)))


class GraphWGAN(keras.Model):
    def __init__(self):
        super().__init__()
        self.generator, self.critic = _generator(), _critic()
        self.trackers = [keras.metrics.Mean(name='loss_gen'), keras.metrics.Mean(name='loss_dis')]

    def compile(self, gen_optimizer, dis_optimizer):
        super().compile()
        self.gen_optimizer, self.dis_optimizer = gen_optimizer, dis_optimizer

    @property
    def metrics(self):
        return self.trackers

    def _penalty(self, real, fake):
        mix = tf.random.uniform((tf.shape(real[0])[0],))
        a = real[0] * mix[:, None, None, None] + fake[0] * (1 - mix[:, None, None, None])
        f = real[1] * mix[:, None, None] + fake[1] * (1 - mix[:, None, None])
        with tf.GradientTape() as tape:
            tape.watch([a, f])
            score = self.critic([a, f], training=True)
        ga, gf = tape.gradient(score, [a, f])
        norm = tf.sqrt(tf.reduce_sum(tf.square(ga), (1, 2, 3)) + tf.reduce_sum(tf.square(gf), (1, 2)) + 1e-12)
        return tf.reduce_mean(tf.square(norm - 1.0))

    def train_step(self, inputs):
        if isinstance(inputs[0], tuple):
            inputs = inputs[0]
        real = list(inputs)
        size = tf.shape(real[0])[0]
        with tf.GradientTape() as tape:
            fake = self.generator(tf.random.normal((size, LATENT)), training=True)
            loss_dis = tf.reduce_mean(self.critic(fake)) - tf.reduce_mean(self.critic(real)) + 10.0 * self._penalty(real, fake)
        weights = self.critic.trainable_weights
        self.dis_optimizer.apply_gradients(zip(tape.gradient(loss_dis, weights), weights))
        with tf.GradientTape() as tape:
            loss_gen = -tf.reduce_mean(self.critic(self.generator(tf.random.normal((size, LATENT)), training=True)))
        weights = self.generator.trainable_weights
        self.gen_optimizer.apply_gradients(zip(tape.gradient(loss_gen, weights), weights))
        self.trackers[0].update_state(loss_gen)
        self.trackers[1].update_state(loss_dis)
        return {m.name: m.result() for m in self.trackers}


def make_model():
    m = GraphWGAN()
    m.compile(keras.optimizers.Adam(5e-4), keras.optimizers.Adam(5e-4))
    return m
