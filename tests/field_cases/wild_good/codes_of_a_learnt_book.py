from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='codes_of_a_learnt_book', keras='any',
    title='VQ-VAE: digits shifted to [-0.5, 0.5] as an array, reconstruction divided by the variance of the training pixels',
    source='https://keras.io/examples/generative/vq_vae/',
    trap='an array and no target; the values lie in [-0.5, 0.5] and most pixels equal -0.5; the extra losses come from add_loss of the quantizer; '
         'the gradient is copied past an argmin')

SIZE, CODES, UNITS = 12, 16, 8


def _digits(n=256):
    rng = np.random.default_rng(221)
    strokes = rng.integers(0, 8, n)
    x = np.zeros((n, SIZE, SIZE, 1))
    for i, s in enumerate(strokes):
        a, b = rng.integers(2, 9, 2)
        if s & 1:
            x[i, a:a + 2, 2:10] = 1
        if s & 2:
            x[i, 2:10, b:b + 2] = 1
        if s & 4 or s == 0:
            x[i, 3:6, 3:6] = 1
    return (255 * x * rng.uniform(0.7, 1.0, (n, 1, 1, 1))).astype('uint8')


def make_dataset():
    return _digits().astype('float32') / 255.0 - 0.5


FIT = dict(batch_size=32)


class Quantizer(keras.layers.Layer):
    def __init__(self, beta=0.25):
        super().__init__()
        self.beta = beta
        self.book = self.add_weight(name='book', shape=(UNITS, CODES), initializer=keras.initializers.RandomUniform(-0.5, 0.5), trainable=True)

    def call(self, x):
        book = tf.convert_to_tensor(self.book)
        flat = tf.reshape(x, (-1, UNITS))
        distance = tf.reduce_sum(flat ** 2, 1, keepdims=True) + tf.reduce_sum(book ** 2, 0) - 2 * tf.matmul(flat, book)
        code = tf.one_hot(tf.argmin(distance, 1), CODES)
        quantized = tf.reshape(tf.matmul(code, book, transpose_b=True), tf.shape(x))
        commitment = tf.reduce_mean(tf.square(tf.stop_gradient(quantized) - x))
        book_loss = tf.reduce_mean(tf.square(quantized - tf.stop_gradient(x)))
        self.add_loss(self.beta * commitment + book_loss)
        return x + tf.stop_gradient(quantized - x)

    def compute_output_shape(self, shape):
        return shape


def _vqvae():
    image = keras.Input((SIZE, SIZE, 1))
    h = keras.layers.Conv2D(16, 3, strides=2, padding='same', activation='relu')(image)
    h = keras.layers.Conv2D(UNITS, 1, padding='same')(h)
    h = keras.layers.Conv2DTranspose(16, 3, strides=2, padding='same', activation='relu')(Quantizer()(h))
    return keras.Model(image, keras.layers.Conv2DTranspose(1, 3, padding='same')(h))


class Trainer(keras.Model):
    def __init__(self, train_variance):
        super().__init__()
        self.train_variance, self.vqvae = train_variance, _vqvae()
        self.trackers = [keras.metrics.Mean(name=n) for n in ('loss', 'reconstruction_loss', 'vqvae_loss')]

    @property
    def metrics(self):
        return self.trackers

    def train_step(self, x):
        with tf.GradientTape() as tape:
            reconstruction = tf.reduce_mean(tf.square(x - self.vqvae(x))) / self.train_variance
            loss = reconstruction + tf.add_n(self.vqvae.losses)
        weights = self.vqvae.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        for tracker, value in zip(self.trackers, (loss, reconstruction, tf.add_n(self.vqvae.losses))):
            tracker.update_state(value)
        return {t.name: t.result() for t in self.trackers}


def make_model():
    m = Trainer(train_variance=float(np.var(_digits() / 255.0)))
    m.compile(optimizer=keras.optimizers.Adam(3e-3))
    return m
