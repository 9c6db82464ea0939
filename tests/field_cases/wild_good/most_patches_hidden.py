from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='most_patches_hidden', keras='any',
    title='Masked autoencoder: images only, augmented in the model, three quarters of the patches hidden, loss on hidden patches',
    source='https://keras.io/examples/vision/masked_image_modeling/',
    trap='no labels in training and in validation; the model has no call (train_step and test_step cut the patches, choose those hidden '
         'at random and compare with the image itself); pixels 0..255 are rescaled in the model, by another path in validation')

LARGE, SIZE, PATCH, UNITS = 20, 16, 4, 24
N = (SIZE // PATCH) ** 2
HIDDEN = int(0.75 * N)


def _images(seed, n):
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[0:LARGE, 0:LARGE] / LARGE
    slope = rng.uniform(-1, 1, (2, n, 1, 1, 3))
    x = 128 + 100 * (slope[0] * (yy[None, :, :, None] - 0.5) + slope[1] * (xx[None, :, :, None] - 0.5))
    return np.clip(x + rng.normal(0, 4, x.shape), 0, 255).astype('uint8')


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_images(181, 192)).shuffle(192).batch(24).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_images(182, 48)).batch(24).prefetch(tf.data.AUTOTUNE)


class Block(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.first, self.second = keras.layers.LayerNormalization(), keras.layers.LayerNormalization()
        self.attention = keras.layers.MultiHeadAttention(2, UNITS // 2)
        self.mlp = keras.Sequential([
            keras.Input((None, UNITS)), keras.layers.Dense(2 * UNITS, activation='gelu'), keras.layers.Dense(UNITS)])

    def call(self, x):
        h = self.first(x)
        x = x + self.attention(h, h)
        return x + self.mlp(self.second(x))


class MaskedAutoencoder(keras.Model):
    def __init__(self):
        super().__init__()
        self.train_augmentation = keras.Sequential([
            keras.Input((LARGE, LARGE, 3)), keras.layers.Rescaling(1 / 255.0), keras.layers.RandomCrop(SIZE, SIZE), keras.layers.RandomFlip('horizontal')])
        self.test_augmentation = keras.Sequential([
            keras.Input((LARGE, LARGE, 3)), keras.layers.Rescaling(1 / 255.0), keras.layers.Resizing(SIZE, SIZE)])
        self.project, self.place, self.decoder_place = keras.layers.Dense(UNITS), keras.layers.Embedding(N, UNITS), keras.layers.Embedding(N, UNITS)
        self.mask_token = self.add_weight(name='mask_token', shape=(1, PATCH * PATCH * 3), initializer='random_normal', trainable=True)
        self.encoder, self.decoder = Block(), Block()
        self.to_pixels = keras.layers.Dense(PATCH * PATCH * 3, activation='sigmoid')
        self.criterion = keras.losses.MeanSquaredError()
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def _loss(self, images, test):
        images = self.test_augmentation(images) if test else self.train_augmentation(images, training=True)
        cut = tf.image.extract_patches(images, (1, PATCH, PATCH, 1), (1, PATCH, PATCH, 1), (1, 1, 1, 1), 'VALID')
        patches = tf.reshape(cut, (-1, N, PATCH * PATCH * 3))
        n = tf.shape(patches)[0]
        order = tf.argsort(tf.random.uniform((n, N)), axis=-1)
        hidden, seen = order[:, :HIDDEN], order[:, HIDDEN:]
        tokens = self.encoder(self.project(tf.gather(patches, seen, batch_dims=1)) + self.place(seen))
        blank = self.project(tf.tile(tf.convert_to_tensor(self.mask_token)[None], (n, HIDDEN, 1))) + self.place(hidden)
        joined = tf.concat([tokens, blank], 1) + self.decoder_place(tf.concat([seen, hidden], 1))
        out = self.to_pixels(self.decoder(joined))[:, N - HIDDEN:]
        return self.criterion(tf.gather(patches, hidden, batch_dims=1), out)

    def train_step(self, images):
        with tf.GradientTape() as tape:
            loss = self._loss(images, test=False)
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}

    def test_step(self, images):
        self.loss_tracker.update_state(self._loss(images, test=True))
        return {'loss': self.loss_tracker.result()}


def make_model():
    m = MaskedAutoencoder()
    m.compile(optimizer=keras.optimizers.Adam(3e-3))
    return m
