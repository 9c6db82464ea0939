from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='tasks_with_labels_of_their_own', keras='any',
    title='Reptile: each element is a task of five characters drawn anew, four batches of it; train_step goes along them and then a part of the way',
    source='https://keras.io/examples/vision/reptile/',
    trap='one more axis before the batch axis (the batches of a task); a character has another label in each task, so labels seem to '
         'contradict each other; tasks are not batched again; validation has ((x, y), (x, y)) of other characters for learning and testing')

SIZE, CLASSES, SHOTS, INNER, TASKS = 12, 5, 5, 4, 30


def _alphabet(part):
    rng = np.random.default_rng(341 if part == 'train' else 342)
    letters = (rng.random((40 if part == 'train' else 15, 6, 6)) < 0.4).astype('float32').repeat(2, 1).repeat(2, 2)
    drawn = letters[:, None] + rng.normal(0, 0.15, (len(letters), 20, SIZE, SIZE))
    return np.clip(drawn, 0, 1).astype('float32')[..., None]


def _training_tasks():
    drawn = _alphabet('train')
    rng = np.random.default_rng(343)
    while True:
        letters = rng.choice(len(drawn), CLASSES, replace=False)
        rows = [drawn[c][rng.choice(20, SHOTS * 4, replace=False)] for c in letters]
        x, y = np.concatenate(rows), np.repeat(np.arange(CLASSES), SHOTS * 4)
        order = rng.permutation(len(x))
        yield x[order].reshape(INNER, -1, SIZE, SIZE, 1), y[order].reshape(INNER, -1).astype('int32')


def _test_tasks():
    drawn = _alphabet('test')
    rng = np.random.default_rng(344)
    for _ in range(8):
        letters = rng.choice(len(drawn), CLASSES, replace=False)
        rows = [drawn[c][rng.choice(20, SHOTS + 1, replace=False)] for c in letters]
        learn, test = np.concatenate([r[:SHOTS] for r in rows]), np.stack([r[SHOTS] for r in rows])
        yield (learn, np.repeat(np.arange(CLASSES), SHOTS).astype('int32')), (test, np.arange(CLASSES, dtype='int32'))


def make_dataset():
    batch = CLASSES * SHOTS * 4 // INNER
    signature = (tf.TensorSpec((INNER, batch, SIZE, SIZE, 1), tf.float32), tf.TensorSpec((INNER, batch), tf.int32))
    return tf.data.Dataset.from_generator(_training_tasks, output_signature=signature).prefetch(tf.data.AUTOTUNE)


def make_validation():
    def part(n):
        return tf.TensorSpec((n, SIZE, SIZE, 1), tf.float32), tf.TensorSpec((n,), tf.int32)

    return tf.data.Dataset.from_generator(_test_tasks, output_signature=(part(CLASSES * SHOTS), part(CLASSES)))


FIT = dict(steps_per_epoch=TASKS)


class Reptile(keras.Model):
    def __init__(self, inner_rate=0.05, meta_step=0.25):
        super().__init__()
        self.network = keras.Sequential([
            keras.Input((SIZE, SIZE, 1)), keras.layers.Conv2D(12, 3, strides=2, activation='relu'),
            keras.layers.Flatten(), keras.layers.Dense(CLASSES)])
        self.inner_rate, self.meta_step = inner_rate, meta_step
        self.criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.loss_tracker = keras.metrics.Mean(name='loss')
        self.accuracy = keras.metrics.SparseCategoricalAccuracy(name='accuracy')

    @property
    def metrics(self):
        return [self.loss_tracker, self.accuracy]

    def _learn(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.criterion(y, self.network(x, training=True))
        weights = self.network.trainable_variables
        for w, g in zip(weights, tape.gradient(loss, weights)):
            w.assign_sub(self.inner_rate * g)
        return loss

    def train_step(self, data):
        x, y = data
        before = [tf.identity(w) for w in self.network.trainable_variables]
        for k in range(INNER):
            self.loss_tracker.update_state(self._learn(x[k], y[k]))
        for w, old in zip(self.network.trainable_variables, before):
            w.assign(old + self.meta_step * (w - old))
        return {'loss': self.loss_tracker.result()}

    def test_step(self, data):
        (x, y), (test_x, test_y) = data
        before = [tf.identity(w) for w in self.network.trainable_variables]
        for _ in range(5):
            self._learn(x, y)
        self.accuracy.update_state(test_y, self.network(test_x, training=False))
        for w, old in zip(self.network.trainable_variables, before):
            w.assign(old)
        return {'accuracy': self.accuracy.result()}


def make_model():
    m = Reptile()
    m.compile()
    return m
