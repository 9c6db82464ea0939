from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='source_and_target_weak_and_strong', keras='any',
    title='AdaMatch: a zip of two zips, weak and strong views of labelled source digits and of unlabelled target numbers',
    source='https://keras.io/examples/vision/adamatch/',
    trap='elements are (((x, y), (x, y)), ((x, y), (x, y))) with batches of 16 and of 48; each pair of views comes from two shuffles with '
         'one seed; the labels of the target are there and are not used; validation has plain (x, y) of the target domain')

SIZE, CLASSES, SOURCE_BATCH, TARGET_BATCH = 16, 4, 16, 48
PATTERNS = [(3, 7, 3, 13), (9, 13, 3, 13), (3, 13, 3, 7), (3, 13, 9, 13)]


def _numbers(seed, n, coloured):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, CLASSES, n)
    x = np.zeros((n, SIZE, SIZE, 1))
    for i, c in enumerate(y):
        a, b, l, r = PATTERNS[c]
        x[i, a:b, l:r] = 200
    if coloured:
        paint, ground = rng.integers(90, 256, (n, 1, 1, 3)), rng.integers(0, 80, (n, 1, 1, 3))
        x = np.where(x > 0, paint, ground)
    x = np.clip(x + rng.normal(0, 12, x.shape), 0, 255)
    return x.astype('uint8'), y.astype('int64')


def _to_rgb(image):
    image = tf.cast(image, tf.float32)
    return tf.tile(image, [1, 1, 3 // image.shape[-1]])


def weak(image):
    image = tf.image.resize_with_crop_or_pad(_to_rgb(image), SIZE + 2, SIZE + 2)
    return tf.image.random_crop(image, (SIZE, SIZE, 3))


def strong(image):
    image = tf.image.resize_with_crop_or_pad(_to_rgb(image), SIZE + 4, SIZE + 4)
    image = tf.image.random_crop(image, (SIZE, SIZE, 3))
    image = tf.image.random_contrast(image, 0.6, 1.4)
    return tf.clip_by_value(image + tf.random.uniform((1, 1, 3), -40.0, 40.0), 0.0, 255.0)


def _views(arrays, batch):
    ds = tf.data.Dataset.from_tensor_slices(arrays)

    def one(augment):
        shuffled = ds.shuffle(10 * batch, seed=42)
        return shuffled.map(lambda x, y: (augment(x), y), num_parallel_calls=tf.data.AUTOTUNE).batch(batch, drop_remainder=True)

    return tf.data.Dataset.zip((one(weak), one(strong)))


def make_dataset():
    x, y = _numbers(1, 128, coloured=False)
    source = _views((x, np.eye(CLASSES, dtype='float32')[y]), SOURCE_BATCH)
    target = _views(_numbers(2, 384, coloured=True), TARGET_BATCH)
    return tf.data.Dataset.zip((source, target)).prefetch(tf.data.AUTOTUNE)


def make_validation():
    ds = tf.data.Dataset.from_tensor_slices(_numbers(3, 96, coloured=True))
    return ds.map(lambda x, y: (_to_rgb(x), y)).batch(TARGET_BATCH)


class AdaMatch(keras.Model):
    def __init__(self, network, total_steps, tau=0.9):
        super().__init__()
        self.network, self.total_steps, self.tau = network, total_steps, tau
        self.loss_tracker = keras.metrics.Mean(name='loss')
        self.accuracy = keras.metrics.SparseCategoricalAccuracy(name='accuracy')

    @property
    def metrics(self):
        return [self.loss_tracker, self.accuracy]

    def _target_weight(self):
        step = tf.cast(self.optimizer.iterations, tf.float32)
        return 0.5 - tf.cos(tf.minimum(np.pi, 2 * np.pi * step / self.total_steps)) / 2

    def train_step(self, data):
        ((source_w, y), (source_s, _)), ((target_w, _), (target_s, _)) = data
        n, m = tf.shape(source_w)[0], tf.shape(target_w)[0]
        source = tf.concat([source_w, source_s], 0)
        with tf.GradientTape() as tape:
            everything = self.network(tf.concat([source, target_w, target_s], 0), training=True)
            alone = self.network(source, training=False)
            share = tf.random.uniform((2 * n, CLASSES))
            logits = share * everything[:2 * n] + (1 - share) * alone
            logits_w, logits_s = logits[:n], logits[n:]
            target_logits_w, target_logits_s = everything[2 * n:2 * n + m], everything[2 * n + m:]
            p_source, p_target = tf.nn.softmax(logits_w), tf.nn.softmax(target_logits_w)
            aligned = p_target * tf.reduce_mean(p_source, 0) / (tf.reduce_mean(p_target, 0) + 1e-6)
            aligned = tf.stop_gradient(aligned / tf.reduce_sum(aligned, 1, keepdims=True))
            sure = tf.reduce_max(aligned, 1) >= self.tau * tf.reduce_mean(tf.reduce_max(p_source, 1))
            ce = tf.nn.softmax_cross_entropy_with_logits
            source_loss = tf.reduce_mean(ce(y, logits_w)) + tf.reduce_mean(ce(y, logits_s))
            target_loss = tf.reduce_mean(ce(aligned, target_logits_s) * tf.cast(sure, tf.float32))
            loss = source_loss + self._target_weight() * target_loss
        weights = self.network.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}

    def test_step(self, data):
        x, y = data
        self.accuracy.update_state(y, self.network(x, training=False))
        return {'accuracy': self.accuracy.result()}


def make_model():
    inputs = keras.Input((SIZE, SIZE, 3))
    h = keras.layers.Rescaling(1.0 / 127.5, offset=-1)(inputs)
    for filters in (12, 24):
        h = keras.layers.Conv2D(filters, 3, strides=2, padding='same', use_bias=False)(h)
        h = keras.layers.ReLU()(keras.layers.BatchNormalization()(h))
    network = keras.Model(inputs, keras.layers.Dense(CLASSES)(keras.layers.Flatten()(h)))
    m = AdaMatch(network, total_steps=2 * 8)
    m.compile(optimizer=keras.optimizers.Adam(3e-3))
    return m
