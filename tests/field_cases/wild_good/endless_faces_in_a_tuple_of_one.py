from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='endless_faces_in_a_tuple_of_one', keras='any',
    title='StyleGAN: a generator without end yields (images,), a new permutation each round, steps_per_epoch, growing part faded in',
    source='https://keras.io/examples/generative/stylegan/',
    trap='the generator never stops and has no targets; the tuple has a single member; the last images of each permutation are left out; '
         'the critic gives scores that train_step compares with +1 and -1 it makes itself; train_step also counts its own steps for alpha')

RES, BATCH, LATENT, STEPS = 8, 16, 16, 12


def _faces(n=150):
    rng = np.random.default_rng(311)
    x = rng.integers(20, 120, (n, 1, 1, 3)) * np.ones((n, 16, 16, 3))
    x[:, 2:14, 3:13] = rng.integers(150, 240, (n, 1, 1, 3)) * [1.0, 0.85, 0.7]
    x[:, 5:7, 5:7] = x[:, 5:7, 9:11] = 30
    x[:, 10:12, 6:10] = [170, 50, 50]
    return np.clip(x + rng.normal(0, 5, x.shape), 0, 255).astype('uint8')


def make_dataset():
    faces = _faces()
    rng = np.random.default_rng(312)
    jump = faces.shape[1] // RES

    def preprocess(image):
        return image[::jump, ::jump].astype('float32') / 127.5 - 1.0

    def endless():
        while True:
            rows = rng.permutation(len(faces))
            for start in range(0, len(rows) - BATCH + 1, BATCH):
                yield (np.stack([preprocess(faces[i]) for i in rows[start:start + BATCH]]),)

    return endless()


FIT = dict(steps_per_epoch=STEPS)


class StyleGAN(keras.Model):
    def __init__(self, total_steps, gp_weight=10.0, drift_weight=0.001):
        super().__init__()
        dense, conv, lrelu = keras.layers.Dense, keras.layers.Conv2D, keras.layers.LeakyReLU
        self.mapping = keras.Sequential([keras.Input((LATENT,)), dense(32), lrelu(), dense(32), lrelu()])
        self.base, self.grown = dense(4 * 4 * 24), conv(24, 3, padding='same', activation='relu')
        self.styles = [dense(48), dense(48)]
        self.old_rgb, self.new_rgb = conv(3, 1, activation='tanh'), conv(3, 1, activation='tanh')
        self.up = keras.layers.UpSampling2D()
        self.discriminator = keras.Sequential([
            keras.Input((RES, RES, 3)), conv(16, 3, padding='same'), lrelu(), keras.layers.AveragePooling2D(2),
            conv(24, 3, padding='same'), lrelu(), keras.layers.Flatten(), dense(1)])
        self.generator_layers = [self.mapping, self.base, self.grown, self.old_rgb, self.new_rgb] + self.styles
        for layer, shape in ((self.base, (None, 32)), (self.grown, (None, RES, RES, 24)), (self.old_rgb, (None, 4, 4, 24)), (self.new_rgb, (None, RES, RES, 24)),
                             (self.styles[0], (None, 32)), (self.styles[1], (None, 32))):
            layer.build(shape)
        self.counted = self.add_weight(name='counted', shape=(), initializer='zeros', trainable=False)
        self.total_steps, self.gp_weight, self.drift_weight = total_steps, gp_weight, drift_weight
        self.d_tracker, self.g_tracker = keras.metrics.Mean(name='d_loss'), keras.metrics.Mean(name='g_loss')

    @property
    def metrics(self):
        return [self.d_tracker, self.g_tracker]

    def compile(self, d_optimizer, g_optimizer, **kwargs):
        super().compile(**kwargs)
        self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer

    def _adain(self, h, style):
        mean, variance = tf.nn.moments(h, (1, 2), keepdims=True)
        scale, shift = tf.split(style[:, None, None], 2, axis=-1)
        return (1 + scale) * (h - mean) / tf.sqrt(variance + 1e-5) + shift

    def generate(self, z, alpha):
        w = self.mapping(z)
        h = tf.reshape(self.base(w), (-1, 4, 4, 24))
        h = self._adain(h + 0.1 * tf.random.normal(tf.shape(h)), self.styles[0](w))
        new = self._adain(self.grown(self.up(h)), self.styles[1](w))
        return alpha * self.new_rgb(new) + (1 - alpha) * self.up(self.old_rgb(h))

    def train_step(self, data):
        real = data[0] if isinstance(data, (tuple, list)) else data
        n = tf.shape(real)[0]
        self.counted.assign_add(1.0)
        alpha = tf.minimum(tf.convert_to_tensor(self.counted) / self.total_steps, 1.0)
        ones = tf.ones((n, 1))

        def wasserstein(wanted, score):
            return -tf.reduce_mean(wanted * score)

        with tf.GradientTape() as tape:
            fake = self.generate(tf.random.normal((n, LATENT)), alpha)
            g_loss = wasserstein(ones, self.discriminator(fake, training=True))
        weights = [v for layer in self.generator_layers for v in layer.trainable_variables]
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))
        fake = tf.stop_gradient(self.generate(tf.random.normal((n, LATENT)), alpha))
        share = tf.random.uniform((n, 1, 1, 1))
        between = share * real + (1 - share) * fake
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner:
                inner.watch(between)
                score = self.discriminator(between, training=True)
            slope = inner.gradient(score, between)
            penalty = tf.reduce_mean(tf.square(tf.sqrt(tf.reduce_sum(tf.square(slope), (1, 2, 3)) + 1e-12) - 1))
            real_score = self.discriminator(real, training=True)
            d_loss = wasserstein(-ones, self.discriminator(fake, training=True)) + wasserstein(ones, real_score)
            d_loss += self.gp_weight * penalty + self.drift_weight * tf.reduce_mean(tf.square(real_score))
        weights = self.discriminator.trainable_variables
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))
        self.d_tracker.update_state(d_loss)
        self.g_tracker.update_state(g_loss)
        return {m.name: m.result() for m in self.metrics}


def make_model():
    m = StyleGAN(total_steps=2 * STEPS)
    m.compile(d_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.99), g_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.99))
    return m
