from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='simclr_two_batch_sizes', keras='any',
    title='Semi-supervised SimCLR: an unlabelled and a labelled dataset of different batch sizes, zipped',
    source='https://keras.io/examples/vision/semisupervised_simclr/',
    trap='the two parts of an element have different batch sizes (30 and 6), chosen so that both sets last the same number of '
         'steps; the labels of the unlabelled part are all -1 (STL-10 has them so) and are never used')

STEPS, SIZE, CLASSES = 10, 16, 4


def _draw(rng, n):
    y = rng.integers(0, CLASSES, n)
    x = rng.uniform(0, 0.4, (n, SIZE, SIZE, 3))
    for i, c in enumerate(y):
        r, q = divmod(int(c), 2)
        x[i, r * 8:r * 8 + 8, q * 8:q * 8 + 8] += 0.5
    return (x * 255).astype('uint8'), y.astype('int64')


def make_dataset():
    rng = np.random.default_rng(11)
    xu, _ = _draw(rng, 300)
    yu = np.full(300, -1, 'int64')
    xl, yl = _draw(rng, 60)
    unlabeled = tf.data.Dataset.from_tensor_slices((xu, yu)).shuffle(300).batch(300 // STEPS)
    labeled = tf.data.Dataset.from_tensor_slices((xl, yl)).shuffle(60).batch(60 // STEPS)
    return tf.data.Dataset.zip((unlabeled, labeled)).prefetch(tf.data.AUTOTUNE)


def make_validation():
    x, y = _draw(np.random.default_rng(12), 40)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(20).prefetch(tf.data.AUTOTUNE)


class Contrastive(keras.Model):
    def __init__(self):
        super().__init__()
        self.temperature = 0.1
        self.encoder = keras.Sequential([
            keras.Input((SIZE, SIZE, 3)), keras.layers.Conv2D(16, 4, strides=4, activation='relu'), keras.layers.Flatten(),
            keras.layers.Dense(24, activation='relu')])
        self.projection = keras.Sequential([keras.Input((24,)), keras.layers.Dense(24, activation='relu'), keras.layers.Dense(24)])
        self.probe = keras.Sequential([keras.Input((24,)), keras.layers.Dense(CLASSES)])

    def compile(self, contrastive_optimizer, probe_optimizer, **kwargs):
        super().compile(**kwargs)
        self.contrastive_optimizer = contrastive_optimizer
        self.probe_optimizer = probe_optimizer
        self.probe_loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.c_loss = keras.metrics.Mean(name='loss')
        self.p_loss = keras.metrics.Mean(name='p_loss')
        self.p_acc = keras.metrics.SparseCategoricalAccuracy(name='p_acc')

    @property
    def metrics(self):
        return [self.c_loss, self.p_loss, self.p_acc]

    def augment(self, x):
        x = x * tf.random.uniform((tf.shape(x)[0], 1, 1, 3), 0.6, 1.0)
        return x + tf.random.normal(tf.shape(x), stddev=0.03)

    def nt_xent(self, a, b):
        a, b = tf.math.l2_normalize(a, axis=1), tf.math.l2_normalize(b, axis=1)
        s = tf.matmul(a, b, transpose_b=True) / self.temperature
        own = tf.range(tf.shape(a)[0])
        one = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=own, logits=s)
        two = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=own, logits=tf.transpose(s))
        return tf.reduce_mean(one + two) / 2

    def train_step(self, data):
        (unlabeled, _), (labeled, labels) = data
        images = tf.cast(tf.concat([unlabeled, labeled], axis=0), tf.float32) / 255.0
        one, two = self.augment(images), self.augment(images)
        with tf.GradientTape() as tape:
            a = self.projection(self.encoder(one, training=True), training=True)
            b = self.projection(self.encoder(two, training=True), training=True)
            loss = self.nt_xent(a, b)
        w = self.encoder.trainable_variables + self.projection.trainable_variables
        self.contrastive_optimizer.apply_gradients(zip(tape.gradient(loss, w), w))
        self.c_loss.update_state(loss)
        x = self.augment(tf.cast(labeled, tf.float32) / 255.0)
        with tf.GradientTape() as tape:
            logits = self.probe(self.encoder(x, training=False), training=True)
            p_loss = self.probe_loss(labels, logits)
        w = self.probe.trainable_variables
        self.probe_optimizer.apply_gradients(zip(tape.gradient(p_loss, w), w))
        self.p_loss.update_state(p_loss)
        self.p_acc.update_state(labels, logits)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        x, labels = data
        logits = self.probe(self.encoder(tf.cast(x, tf.float32) / 255.0, training=False), training=False)
        self.p_loss.update_state(self.probe_loss(labels, logits))
        self.p_acc.update_state(labels, logits)
        return {'p_loss': self.p_loss.result(), 'p_acc': self.p_acc.result()}


def make_model():
    m = Contrastive()
    m.compile(contrastive_optimizer=keras.optimizers.Adam(1e-3), probe_optimizer=keras.optimizers.Adam(1e-2))
    return m
