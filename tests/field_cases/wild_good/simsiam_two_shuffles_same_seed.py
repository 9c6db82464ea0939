from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='simsiam_two_shuffles_same_seed', keras='any',
    title='SimSiam: two views of the same images from two datasets shuffled with the same seed, then zipped',
    source='https://keras.io/examples/vision/simsiam/',
    trap='both halves of the zip are shuffled on their own (looks as though the pairs come apart, but the same seed gives the '
         'same order in both, epoch after epoch, and another order each epoch); no labels; both components have one shape')

SEED, BATCH, SIZE = 42, 16, 16


def _images():
    rng = np.random.default_rng(3)
    n = 96
    base = rng.uniform(0, 1, (n, 4, 4, 3))
    x = base.repeat(4, axis=1).repeat(4, axis=2) * 255
    return np.clip(x + rng.normal(0, 5, x.shape), 0, 255).astype('uint8')


def augment(image):
    image = tf.cast(image, tf.float32) / 255.0
    image = tf.image.random_flip_left_right(image)
    image = tf.image.random_crop(tf.image.resize_with_crop_or_pad(image, SIZE + 4, SIZE + 4), (SIZE, SIZE, 3))
    scale = tf.random.uniform((1, 1, 3), 0.7, 1.0)
    return image * scale


def make_dataset():
    x = _images()

    def view():
        ds = tf.data.Dataset.from_tensor_slices(x).shuffle(len(x), seed=SEED)
        return ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH, drop_remainder=True)

    return tf.data.Dataset.zip((view(), view())).prefetch(tf.data.AUTOTUNE)


class SimSiam(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = keras.Sequential([
            keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(16, 3, strides=2, activation='relu'),
            keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(32, use_bias=False), keras.layers.BatchNormalization()])
        self.predictor = keras.Sequential([keras.Input((32,)), keras.layers.Dense(8, activation='relu'), keras.layers.Dense(32)])
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def train_step(self, data):
        one, two = data
        with tf.GradientTape() as tape:
            z1, z2 = self.encoder(one, training=True), self.encoder(two, training=True)
            p1, p2 = self.predictor(z1, training=True), self.predictor(z2, training=True)
            loss = 0.5 * (self._distance(p1, z2) + self._distance(p2, z1))
        weights = self.encoder.trainable_variables + self.predictor.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}

    @staticmethod
    def _distance(p, z):
        p = tf.math.l2_normalize(p, axis=1)
        z = tf.math.l2_normalize(tf.stop_gradient(z), axis=1)
        return -tf.reduce_mean(tf.reduce_sum(p * z, axis=1))


def make_model():
    m = SimSiam()
    m.compile(optimizer=keras.optimizers.SGD(0.03, momentum=0.6))
    return m
