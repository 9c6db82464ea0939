from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='labels_drawn_into_the_digits', keras='any',
    title='Forward-Forward: the whole set is one batch, the label is written into the first pixels, wrong labels give the negatives',
    source='https://keras.io/examples/vision/forwardforward/',
    trap='a single batch per epoch with all examples and no shuffle; call gives the goodness of every class, train_step never calls it; '
         'labels are part of what the layers see on purpose; each layer has its own loss and steps many times on the same batch')

SIZE, CLASSES = 8, 6


def _digits(seed, n):
    patterns = (np.random.default_rng(5).random((CLASSES, SIZE, SIZE)) < 0.35).astype('float64')
    patterns[:, 0] = 0
    rng = np.random.default_rng(seed)
    y = rng.integers(0, CLASSES, n)
    x = np.clip(patterns[y] * rng.uniform(0.6, 1.0, (n, 1, 1)) + rng.normal(0, 0.1, (n, SIZE, SIZE)), 0, 1)
    x[:, 0] = 0
    return (x * 255).astype('uint8').astype('float32') / 255, y


def make_dataset():
    x, y = _digits(161, 300)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(300)


def make_validation():
    x, y = _digits(162, 100)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(100)


class LocalDense(keras.layers.Layer):
    def __init__(self, units, steps):
        super().__init__()
        self.dense, self.steps, self.threshold = keras.layers.Dense(units, activation='relu'), steps, 0.5
        self.local_optimizer = keras.optimizers.Adam(0.03)

    def build(self, input_shape):
        self.dense.build(input_shape)
        self.built = True

    def call(self, x):
        return self.dense(x / (tf.norm(x, axis=1, keepdims=True) + 1e-4))

    def learn(self, positive, negative):
        loss = 0.0
        for _ in range(self.steps):
            with tf.GradientTape() as tape:
                good = tf.reduce_mean(tf.square(self(positive)), 1)
                bad = tf.reduce_mean(tf.square(self(negative)), 1)
                loss = tf.reduce_mean(tf.math.softplus(tf.concat([self.threshold - good, bad - self.threshold], 0)))
            weights = self.dense.trainable_variables
            self.local_optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return tf.stop_gradient(self(positive)), tf.stop_gradient(self(negative)), loss


class ForwardForward(keras.Model):
    def __init__(self, units=(60, 60), steps=10):
        super().__init__()
        self.stack = [LocalDense(u, steps) for u in units]
        for layer, width in zip(self.stack, (SIZE * SIZE,) + tuple(units)):
            layer.build((None, width))
        self.loss_tracker = keras.metrics.Mean(name='loss')
        self.accuracy = keras.metrics.SparseCategoricalAccuracy(name='accuracy')

    @property
    def metrics(self):
        return [self.loss_tracker, self.accuracy]

    def _with_label(self, x, y):
        flat = tf.reshape(x, (-1, SIZE * SIZE))
        mark = tf.one_hot(y, CLASSES) * tf.reduce_max(flat, 1, keepdims=True)
        return tf.concat([mark, flat[:, CLASSES:]], 1)

    def call(self, x):
        scores = []
        for label in range(CLASSES):
            h = self._with_label(x, tf.fill((tf.shape(x)[0],), label))
            goodness = 0.0
            for layer in self.stack:
                h = layer(h)
                goodness += tf.reduce_mean(tf.square(h), 1)
            scores.append(goodness)
        return tf.stack(scores, 1)

    def train_step(self, data):
        x, y = data
        shift = tf.random.uniform(tf.shape(y), 1, CLASSES, dtype=y.dtype)
        positive, negative = self._with_label(x, y), self._with_label(x, (y + shift) % CLASSES)
        total = 0.0
        for layer in self.stack:
            positive, negative, loss = layer.learn(positive, negative)
            total += loss
        self.loss_tracker.update_state(total / len(self.stack))
        return {'loss': self.loss_tracker.result()}

    def test_step(self, data):
        x, y = data
        self.accuracy.update_state(y, self(x))
        return {'accuracy': self.accuracy.result()}


def make_model():
    m = ForwardForward()
    m.compile()
    return m
