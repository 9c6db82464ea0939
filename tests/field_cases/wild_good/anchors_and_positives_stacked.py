from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='anchors_and_positives_stacked', keras='any',
    title='Metric learning: a Sequence gives one stacked array of anchors and positives, one pair per class',
    source='https://keras.io/examples/vision/metric_learning/',
    trap='the leading axis is 2 (anchor, positive), not the batch; no labels come with it (the class is the position on the '
         'second axis); each item of an epoch is drawn anew, whatever its index')

CLASSES, SIZE, BATCHES = 6, 12, 15


def _images():
    rng = np.random.default_rng(5)
    y = np.repeat(np.arange(CLASSES), 20)
    pattern = rng.uniform(0, 1, (CLASSES, SIZE, SIZE, 3))
    x = pattern[y] * rng.uniform(0.5, 1.0, (len(y), 1, 1, 1)) + rng.normal(0, 0.15, (len(y), SIZE, SIZE, 3))
    return np.clip(x, 0, 1).astype('float32'), y


class AnchorPositivePairs(keras.utils.Sequence):
    def __init__(self, x, y, batches):
        super().__init__()
        self.x, self.batches = x, batches
        self.rows = [np.flatnonzero(y == c) for c in range(CLASSES)]
        self.rng = np.random.default_rng(6)

    def __len__(self):
        return self.batches

    def __getitem__(self, _):
        x = np.empty((2, CLASSES, SIZE, SIZE, 3), 'float32')
        for c in range(CLASSES):
            anchor, positive = self.rng.choice(self.rows[c], 2, replace=False)
            x[0, c] = self.x[anchor]
            x[1, c] = self.x[positive]
        return x


def make_dataset():
    x, y = _images()
    return AnchorPositivePairs(x, y, BATCHES)


class EmbeddingModel(keras.Model):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.loss_tracker = keras.metrics.Mean(name='loss')
        self.criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @property
    def metrics(self):
        return [self.loss_tracker]

    def train_step(self, data):
        if isinstance(data, tuple):
            data = data[0]
        anchors, positives = data[0], data[1]
        with tf.GradientTape() as tape:
            a = tf.math.l2_normalize(self(anchors, training=True), axis=-1)
            p = tf.math.l2_normalize(self(positives, training=True), axis=-1)
            similarities = tf.matmul(a, p, transpose_b=True) / 0.2
            loss = self.criterion(tf.range(CLASSES), similarities)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        self.loss_tracker.update_state(loss)
        return {'loss': self.loss_tracker.result()}


def make_model():
    inputs = keras.Input((SIZE, SIZE, 3))
    h = keras.layers.Conv2D(12, 3, strides=2, activation='relu')(inputs)
    m = EmbeddingModel(inputs, keras.layers.Dense(8)(keras.layers.Flatten()(h)))
    m.compile(optimizer=keras.optimizers.Adam(1e-3))
    return m
