from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='anchors_positives_negatives_zipped', keras='any',
    title='Siamese network: sorted files of two folders match one to one, negatives are drawn from both; three images and no label',
    source='https://keras.io/examples/vision/siamese_network/',
    trap='three components, the third is an image and no sample weight; anchors and positives are zipped by the order of their file names '
         'before any shuffle; pictures serve as negatives that are anchors elsewhere; train and validation have other folders')

SIZE, BATCH = 16, 12


def _folders(seed, n):
    rng = np.random.default_rng(seed)
    root = tempfile.mkdtemp()
    for side in ('left', 'right'):
        os.makedirs(os.path.join(root, side))
    for i in range(n):
        thing = rng.uniform(0, 255, (4, 4, 3)).repeat(4, 0).repeat(4, 1)
        for side in ('left', 'right'):
            picture = np.clip(thing * rng.uniform(0.5, 1.1, (1, 1, 3)) + rng.normal(0, 25, thing.shape), 0, 255).astype('uint8')
            tf.io.write_file(os.path.join(root, side, '%05d.png' % i), tf.io.encode_png(picture))
    return root


def _decode(path):
    image = tf.image.decode_png(tf.io.read_file(path), channels=3)
    return tf.image.resize(tf.image.convert_image_dtype(image, tf.float32), (SIZE, SIZE))


def _triplets(root, training):
    anchors = sorted(os.path.join(root, 'left', f) for f in os.listdir(os.path.join(root, 'left')))
    positives = sorted(os.path.join(root, 'right', f) for f in os.listdir(os.path.join(root, 'right')))
    n = len(anchors)
    # a negative of row i is a picture of any other row
    names = tf.constant(anchors + positives)

    def draw(row, seed):
        other = (row + tf.random.stateless_uniform((), seed, 1, n, dtype=tf.int64)) % n
        side = tf.random.stateless_uniform((), seed + 1, 0, 2, dtype=tf.int64)
        return names[other + n * side]

    rows = tf.data.Dataset.range(n)
    seeds = tf.data.Dataset.random(seed=5).batch(2) if training else rows.map(lambda i: tf.stack([i, i]))
    negatives = tf.data.Dataset.zip((rows, seeds)).map(draw)
    ds = tf.data.Dataset.zip((tf.data.Dataset.from_tensor_slices(anchors), tf.data.Dataset.from_tensor_slices(positives), negatives))
    if training:
        ds = ds.shuffle(n)
    ds = ds.map(lambda a, p, q: (_decode(a), _decode(p), _decode(q)), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(BATCH).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _triplets(_folders(321, 96), training=True)


def make_validation():
    return _triplets(_folders(322, 24), training=False)


class Distances(keras.layers.Layer):
    def call(self, anchor, positive, negative):
        return tf.reduce_sum(tf.square(anchor - positive), -1), tf.reduce_sum(tf.square(anchor - negative), -1)

    def compute_output_shape(self, anchor_shape, positive_shape, negative_shape):
        return (anchor_shape[0],), (anchor_shape[0],)


class Siamese(keras.Model):
    def __init__(self, siamese_network, margin=3.0):
        super().__init__()
        self.siamese_network, self.margin = siamese_network, margin
        self.loss_tracker = keras.metrics.Mean(name='loss')

    @property
    def metrics(self):
        return [self.loss_tracker]

    def call(self, inputs):
        return self.siamese_network(inputs)

    def _triplet_loss(self, data):
        near, far = self.siamese_network(list(data))
        return tf.reduce_mean(tf.maximum(near - far + self.margin, 0.0))

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = self._triplet_loss(data)
        weights = self.siamese_network.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}

    def test_step(self, data):
        self.loss_tracker.update_state(self._triplet_loss(data))
        return {'loss': self.loss_tracker.result()}


def make_model():
    embedding = keras.Sequential([
        keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(12, 3, strides=2, activation='relu'),
        keras.layers.Flatten(), keras.layers.Dense(16), keras.layers.LayerNormalization(), keras.layers.Dense(8)])
    inputs = [keras.Input((SIZE, SIZE, 3), name=n) for n in ('anchor', 'positive', 'negative')]
    m = Siamese(keras.Model(inputs, Distances()(*[embedding(i) for i in inputs])))
    m.compile(optimizer=keras.optimizers.Adam(1e-3))
    return m
