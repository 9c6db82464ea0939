from __future__ import annotations

import math

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='ddim_repeated_within_epoch', keras='any',
    title='Diffusion (DDIM): unlabelled images, cached and repeated five times inside an epoch, noise made in train_step',
    source='https://keras.io/examples/generative/ddim/',
    trap='elements are a bare tensor without labels; every image comes five times in an epoch on purpose (repeat with a '
         'number between cache and shuffle, so that an epoch is long enough); the loss compares noises the data never holds')

SIZE, REPEATS, BATCH = 16, 5, 16


def _images(part):
    # bright blobs on a darker ground; training and validation are drawn from separate generators
    rng = np.random.default_rng(0 if part == 'train' else 1)
    n = 48 if part == 'train' else 16
    g = np.arange(SIZE) / SIZE
    cy, cx, r = rng.uniform(0.25, 0.75, (3, n, 1, 1))
    d = (g[None, :, None] - cy) ** 2 + (g[None, None, :] - cx) ** 2
    x = 200 * np.exp(-d / (0.02 + 0.05 * r)) + rng.uniform(10, 50, (n, 1, 1))
    x = x[..., None] * rng.uniform(0.6, 1.0, (n, 1, 1, 3))
    return np.clip(x, 0, 255).astype('uint8')


def _scale(image):
    return tf.clip_by_value(tf.cast(image, tf.float32) / 255.0, 0.0, 1.0)


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_images('train')).map(_scale, num_parallel_calls=tf.data.AUTOTUNE)
    ds = ds.cache().repeat(REPEATS).shuffle(10 * BATCH)
    return ds.batch(BATCH, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def make_validation():
    ds = tf.data.Dataset.from_tensor_slices(_images('validation')).map(_scale, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.cache().batch(BATCH, drop_remainder=True)


class Diffusion(keras.Model):
    def __init__(self, mean, std):
        super().__init__()
        self.mean, self.std = mean, std
        self.noise_loss_tracker = keras.metrics.Mean(name='loss')
        image = keras.Input((SIZE, SIZE, 3))
        variance = keras.Input((1, 1, 1))
        v = keras.layers.UpSampling2D(SIZE)(variance)
        h = keras.layers.Concatenate()([image, v])
        h = keras.layers.Conv2D(16, 3, padding='same', activation='relu')(h)
        h = keras.layers.Conv2D(16, 3, padding='same', activation='relu')(h)
        self.network = keras.Model([image, variance], keras.layers.Conv2D(3, 3, padding='same')(h))

    @property
    def metrics(self):
        return [self.noise_loss_tracker]

    def _noise_loss(self, images, training):
        images = (images - self.mean) / self.std
        n = tf.shape(images)[0]
        noise = tf.random.normal(tf.shape(images))
        times = tf.random.uniform((n, 1, 1, 1))
        start, end = math.acos(0.95), math.acos(0.02)
        angle = start + times * (end - start)
        signal_rate, noise_rate = tf.cos(angle), tf.sin(angle)
        noisy = signal_rate * images + noise_rate * noise
        predicted = self.network([noisy, noise_rate ** 2], training=training)
        return tf.reduce_mean(tf.abs(noise - predicted))

    def train_step(self, images):
        with tf.GradientTape() as tape:
            loss = self._noise_loss(images, True)
        grads = tape.gradient(loss, self.network.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.network.trainable_variables))
        self.noise_loss_tracker.update_state(loss)
        return {'loss': self.noise_loss_tracker.result()}

    def test_step(self, images):
        self.noise_loss_tracker.update_state(self._noise_loss(images, False))
        return {'loss': self.noise_loss_tracker.result()}


def make_model():
    x = _images('train').astype('float32') / 255.0
    m = Diffusion(x.mean((0, 1, 2)), x.std((0, 1, 2)))
    m.compile(optimizer=keras.optimizers.Adam(1e-3))
    return m
