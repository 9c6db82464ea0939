from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='two_views_cross_correlated', keras='any',
    title='Barlow Twins: two augmented views of each image, the compiled loss compares the correlation of the two with the identity',
    source='https://keras.io/examples/vision/barlow_twins/',
    trap='elements are pairs of images of one shape, the second is no target of the output; the loss given to compile takes two embeddings; '
         'the remainder is dropped (correlations over a batch); a few views come without colour or nearly flat by solarizing')

SIZE, BATCH, UNITS = 16, 32, 24


def _images(n=256):
    rng = np.random.default_rng(251)
    base = rng.uniform(20, 235, (n, 4, 4, 3)).repeat(4, 1).repeat(4, 2)
    return np.clip(base + rng.normal(0, 6, base.shape), 0, 255).astype('uint8')


def augment(image):
    image = tf.cast(image, tf.float32) / 255.0
    image = tf.image.random_flip_left_right(image)
    side = tf.random.uniform((), 13, SIZE + 1, dtype=tf.int32)
    image = tf.image.resize(tf.image.random_crop(image, tf.stack([side, side, 3])), (SIZE, SIZE))
    image = tf.clip_by_value(image * tf.random.uniform((1, 1, 3), 0.85, 1.15), 0.0, 1.0)
    grey = tf.random.uniform(()) < 0.2
    image = tf.cond(grey, lambda: tf.tile(tf.image.rgb_to_grayscale(image), [1, 1, 3]), lambda: image)
    solarize = tf.random.uniform(()) < 0.1
    image = tf.cond(solarize, lambda: tf.where(image < 0.5, image, 1.0 - image), lambda: image)
    return tf.ensure_shape(image, (SIZE, SIZE, 3))


def make_dataset():
    x = _images()

    def view():
        ds = tf.data.Dataset.from_tensor_slices(x).shuffle(len(x), seed=9)
        return ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH, drop_remainder=True)

    return tf.data.Dataset.zip((view(), view())).prefetch(tf.data.AUTOTUNE)


class BarlowLoss(keras.losses.Loss):
    def __init__(self, off_diagonal_weight=5e-3):
        super().__init__()
        self.off_diagonal_weight = off_diagonal_weight

    @staticmethod
    def _standard(z):
        return (z - tf.reduce_mean(z, 0)) / (tf.math.reduce_std(z, 0) + 1e-6)

    def call(self, z1, z2):
        correlation = tf.matmul(self._standard(z1), self._standard(z2), transpose_a=True) / tf.cast(tf.shape(z1)[0], tf.float32)
        diagonal = tf.linalg.diag_part(correlation)
        on = tf.reduce_sum(tf.square(1 - diagonal))
        off = tf.reduce_sum(tf.square(correlation)) - tf.reduce_sum(tf.square(diagonal))
        return on + self.off_diagonal_weight * off


class BarlowModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.network = keras.Sequential([
            keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(16, 3, strides=2, activation='relu'),
            keras.layers.Flatten(), keras.layers.Dense(32, use_bias=False), keras.layers.BatchNormalization(),
            keras.layers.ReLU(), keras.layers.Dense(UNITS)])
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def train_step(self, batch):
        one, two = batch
        with tf.GradientTape() as tape:
            loss = self.loss(self.network(one, training=True), self.network(two, training=True))
        weights = self.network.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}


def make_model():
    m = BarlowModel()
    m.compile(optimizer=keras.optimizers.Adam(2e-3), loss=BarlowLoss())
    return m
