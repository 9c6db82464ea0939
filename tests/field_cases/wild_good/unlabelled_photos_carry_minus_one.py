from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='unlabelled_photos_carry_minus_one', keras='any',
    title='NNCLR: a zip of many unlabelled and few labelled photos, a queue of features, a linear probe on the side',
    source='https://keras.io/examples/vision/nnclr/',
    trap='the unlabelled half has the label -1 everywhere (as STL-10 comes) and it is dropped; batches of 32 and 8; validation elements are '
         '(x, y), training elements ((x, -1), (x, y)); the augmentation sits in the model; pixels are 0..255')

SIZE, CLASSES, UNITS, QUEUE, TEMPERATURE = 16, 4, 32, 160, 0.1


def _photos(seed, n):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, CLASSES, n)
    kinds = np.random.default_rng(190).uniform(40, 215, (CLASSES, 4, 4, 3)).repeat(4, 1).repeat(4, 2)
    x = np.clip(kinds[y] * rng.uniform(0.8, 1.15, (n, 1, 1, 1)) + rng.normal(0, 14, (n, SIZE, SIZE, 3)), 0, 255)
    return x.astype('uint8'), y.astype('int64')


def make_dataset():
    x, _ = _photos(191, 320)
    unlabelled = tf.data.Dataset.from_tensor_slices((x, np.full(len(x), -1, 'int64'))).shuffle(320).batch(32, drop_remainder=True)
    labelled = tf.data.Dataset.from_tensor_slices(_photos(192, 80)).shuffle(80).batch(8, drop_remainder=True)
    return tf.data.Dataset.zip((unlabelled, labelled)).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_photos(193, 80)).batch(40).prefetch(tf.data.AUTOTUNE)


def _augmenter(shift, contrast):
    return keras.Sequential([
        keras.Input((SIZE, SIZE, 3)), keras.layers.Rescaling(1 / 255.0), keras.layers.RandomTranslation(shift, shift),
        keras.layers.RandomContrast(contrast)])


class NNCLR(keras.Model):
    def __init__(self):
        super().__init__()
        self.contrastive_augmenter, self.classification_augmenter = _augmenter(0.2, 0.5), _augmenter(0.1, 0.1)
        self.encoder = keras.Sequential([
            keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(16, 3, strides=2, activation='relu'),
            keras.layers.Conv2D(24, 3, strides=2, activation='relu'), keras.layers.Flatten(), keras.layers.Dense(UNITS, activation='relu')])
        self.projection_head = keras.Sequential([keras.Input((UNITS,)), keras.layers.Dense(UNITS, activation='relu'), keras.layers.Dense(UNITS)])
        self.linear_probe = keras.Sequential([keras.Input((UNITS,)), keras.layers.Dense(CLASSES)])
        self.queue = self.add_weight(name='queue', shape=(QUEUE, UNITS), initializer='random_normal', trainable=False)
        self.probe_criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.c_loss, self.p_loss = keras.metrics.Mean(name='c_loss'), keras.metrics.Mean(name='p_loss')
        self.p_acc = keras.metrics.SparseCategoricalAccuracy(name='p_acc')

    @property
    def metrics(self):
        return [self.c_loss, self.p_loss, self.p_acc]

    def compile(self, contrastive_optimizer, probe_optimizer, **kwargs):
        super().compile(**kwargs)
        self.contrastive_optimizer, self.probe_optimizer = contrastive_optimizer, probe_optimizer

    def _nearest(self, projections):
        queue = tf.math.l2_normalize(tf.convert_to_tensor(self.queue), -1)
        nearest = tf.gather(queue, tf.argmax(tf.matmul(projections, queue, transpose_b=True), axis=1))
        return projections + tf.stop_gradient(nearest - projections)

    def _contrast(self, one, two):
        one, two = tf.math.l2_normalize(one, -1), tf.math.l2_normalize(two, -1)
        own = tf.range(tf.shape(one)[0])
        loss = 0.0
        for a, b in ((self._nearest(one), two), (self._nearest(two), one)):
            similar = tf.matmul(a, b, transpose_b=True) / TEMPERATURE
            for logits in (similar, tf.transpose(similar)):
                loss += tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(own, logits))
        return loss / 4, one

    def train_step(self, data):
        (unlabelled, _), (labelled, y) = data
        images = tf.concat([unlabelled, labelled], 0)
        views = [self.contrastive_augmenter(images, training=True) for _ in range(2)]
        with tf.GradientTape() as tape:
            loss, fresh = self._contrast(*[self.projection_head(self.encoder(v, training=True), training=True) for v in views])
        weights = self.encoder.trainable_weights + self.projection_head.trainable_weights
        self.contrastive_optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.queue.assign(tf.concat([fresh, tf.convert_to_tensor(self.queue)[:-tf.shape(fresh)[0]]], 0))
        features = self.encoder(self.classification_augmenter(labelled, training=True))
        with tf.GradientTape() as tape:
            logits = self.linear_probe(features, training=True)
            probe_loss = self.probe_criterion(y, logits)
        weights = self.linear_probe.trainable_weights
        self.probe_optimizer.apply_gradients(zip(tape.gradient(probe_loss, weights), weights))
        self.c_loss.update_state(loss)
        self.p_loss.update_state(probe_loss)
        self.p_acc.update_state(y, logits)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        x, y = data
        logits = self.linear_probe(self.encoder(self.classification_augmenter(x, training=False)))
        self.p_loss.update_state(self.probe_criterion(y, logits))
        self.p_acc.update_state(y, logits)
        return {'p_loss': self.p_loss.result(), 'p_acc': self.p_acc.result()}


def make_model():
    m = NNCLR()
    m.compile(contrastive_optimizer=keras.optimizers.Adam(1e-3), probe_optimizer=keras.optimizers.Adam(1e-2))
    return m
