from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='noise_of_a_drawn_step', keras='any',
    title='DDPM: images alone; train_step draws a step and noise, the network gets [noisy image, step], a second one follows by moving average',
    source='https://keras.io/examples/generative/ddpm/',
    trap='no labels; the network has two inputs and the element one image; the target (the noise) exists only within train_step; values '
         'in [-1, 1]; half of the weights are never trained by gradient')

SIZE, BATCH, STEPS = 16, 16, 200


def _flowers(n=160):
    rng = np.random.default_rng(201)
    yy, xx = np.mgrid[-8:8, -8:8] + 0.5
    petals = rng.integers(3, 7, (n, 1, 1))
    radius = 5 + 2 * np.cos(petals * np.arctan2(yy, xx) + rng.uniform(0, 6, (n, 1, 1)))
    inside = (np.hypot(yy, xx) < radius)[..., None]
    return np.where(inside, rng.integers(150, 256, (n, 1, 1, 3)), [40, 110, 50]).astype('uint8')


def augment(image):
    return tf.image.random_flip_left_right(image)


def resize_and_rescale(image):
    image = tf.image.resize(tf.cast(image, tf.float32), (SIZE, SIZE), antialias=True)
    return tf.clip_by_value(image / 127.5 - 1.0, -1.0, 1.0)


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_flowers()).map(resize_and_rescale, num_parallel_calls=tf.data.AUTOTUNE)
    ds = ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(BATCH, drop_remainder=True).shuffle(BATCH * 2).prefetch(tf.data.AUTOTUNE)


class TimeEmbedding(keras.layers.Layer):
    def call(self, steps):
        angle = tf.cast(steps, tf.float32)[:, None] * tf.exp(-tf.range(8, dtype=tf.float32))
        return tf.concat([tf.sin(angle), tf.cos(angle)], -1)

    def compute_output_shape(self, shape):
        return (shape[0], 16)


def _unet():
    image, step = keras.Input((SIZE, SIZE, 3)), keras.Input((), dtype='int64')
    t = keras.layers.Dense(24, activation='swish')(TimeEmbedding()(step))
    first = keras.layers.Conv2D(24, 3, padding='same')(image)
    h = keras.layers.Conv2D(24, 3, strides=2, padding='same', activation='swish')(first)
    h = keras.layers.Add()([h, keras.layers.Reshape((1, 1, 24))(t)])
    h = keras.layers.Conv2D(24, 3, padding='same', activation='swish')(h)
    h = keras.layers.Concatenate()([keras.layers.UpSampling2D()(h), first])
    h = keras.layers.Conv2D(24, 3, padding='same', activation='swish')(h)
    return keras.Model([image, step], keras.layers.Conv2D(3, 3, padding='same', kernel_initializer='zeros')(h))


class Diffusion(keras.Model):
    def __init__(self, network, ema_network, ema=0.99):
        super().__init__()
        self.network, self.ema_network, self.ema = network, ema_network, ema
        self.kept = tf.constant(np.cumprod(1 - np.linspace(1e-4, 4e-2, STEPS)), tf.float32)
        self.criterion = keras.losses.MeanSquaredError()
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def train_step(self, images):
        t = tf.random.uniform((tf.shape(images)[0],), 0, STEPS, dtype=tf.int64)
        noise = tf.random.normal(tf.shape(images))
        kept = tf.gather(self.kept, t)[:, None, None, None]
        noisy = tf.sqrt(kept) * images + tf.sqrt(1 - kept) * noise
        with tf.GradientTape() as tape:
            loss = self.criterion(noise, self.network([noisy, t], training=True))
        weights = self.network.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        for weight, slow in zip(self.network.weights, self.ema_network.weights):
            slow.assign(self.ema * slow + (1 - self.ema) * weight)
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}


def make_model():
    network, ema_network = _unet(), _unet()
    ema_network.set_weights(network.get_weights())
    m = Diffusion(network, ema_network)
    m.compile(optimizer=keras.optimizers.Adam(2e-3))
    return m
