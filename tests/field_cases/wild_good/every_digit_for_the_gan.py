from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='every_digit_for_the_gan', keras='any',
    title='Conditional GAN: training and test images joined into one set, one-hot labels as condition',
    source='https://keras.io/examples/generative/conditional_gan/',
    trap='the test images are in training (a generator is not scored on them, there is no validation); y is no target but becomes '
         'extra channels and a part of the noise; the labels given to the discriminator are noisy on purpose')

SIZE, CLASSES, LATENT = 14, 10, 16


def _digits():
    rng = np.random.default_rng(271)
    glyphs = rng.integers(0, 2, (CLASSES, 7, 7)).repeat(2, 1).repeat(2, 2)
    (ytr, yte) = rng.integers(0, CLASSES, 200), rng.integers(0, CLASSES, 56)

    def draw(y):
        return np.clip(glyphs[y] * 220 + rng.integers(0, 36, (len(y), SIZE, SIZE)), 0, 255).astype('uint8')

    return (draw(ytr), ytr), (draw(yte), yte)


def make_dataset():
    (x_train, y_train), (x_test, y_test) = _digits()
    x = np.concatenate([x_train, x_test]).astype('float32')[..., None] / 255.0
    y = keras.utils.to_categorical(np.concatenate([y_train, y_test]), CLASSES).astype('float32')
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(32)


class ConditionalGAN(keras.Model):
    def __init__(self):
        super().__init__()
        self.discriminator = keras.Sequential([
            keras.Input((SIZE, SIZE, 1 + CLASSES)), keras.layers.Conv2D(16, 3, strides=2, padding='same'), keras.layers.LeakyReLU(),
            keras.layers.Conv2D(24, 3, strides=2, padding='same'), keras.layers.LeakyReLU(), keras.layers.GlobalMaxPooling2D(),
            keras.layers.Dense(1)])
        self.generator = keras.Sequential([
            keras.Input((LATENT + CLASSES,)), keras.layers.Dense(7 * 7 * 16, activation='relu'), keras.layers.Reshape((7, 7, 16)),
            keras.layers.Conv2DTranspose(16, 4, strides=2, padding='same', activation='relu'),
            keras.layers.Conv2D(1, 7, padding='same', activation='sigmoid')])
        self.g_tracker, self.d_tracker = keras.metrics.Mean(name='g_loss'), keras.metrics.Mean(name='d_loss')

    @property
    def metrics(self):
        return [self.g_tracker, self.d_tracker]

    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer, self.g_optimizer, self.loss_fn = d_optimizer, g_optimizer, loss_fn

    def train_step(self, data):
        images, onehot = data
        n = tf.shape(images)[0]
        condition = tf.tile(onehot[:, None, None, :], (1, SIZE, SIZE, 1))
        fake = self.generator(tf.concat([tf.random.normal((n, LATENT)), onehot], axis=1))
        both = tf.concat([tf.concat([fake, condition], -1), tf.concat([images, condition], -1)], axis=0)
        labels = tf.concat([tf.ones((n, 1)), tf.zeros((n, 1))], axis=0)
        labels += 0.05 * tf.random.uniform(tf.shape(labels))
        with tf.GradientTape() as tape:
            d_loss = self.loss_fn(labels, self.discriminator(both, training=True))
        w = self.discriminator.trainable_variables
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, w), w))
        noise = tf.concat([tf.random.normal((n, LATENT)), onehot], axis=1)
        with tf.GradientTape() as tape:
            fake = tf.concat([self.generator(noise, training=True), condition], -1)
            g_loss = self.loss_fn(tf.zeros((n, 1)), self.discriminator(fake))
        w = self.generator.trainable_variables
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, w), w))
        self.g_tracker.update_state(g_loss)
        self.d_tracker.update_state(d_loss)
        return {m.name: m.result() for m in self.metrics}


def make_model():
    m = ConditionalGAN()
    m.compile(keras.optimizers.Adam(3e-4), keras.optimizers.Adam(3e-4), keras.losses.BinaryCrossentropy(from_logits=True))
    return m
