from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='nsl_label_rides_in_the_features',
            title='Adversarial regularisation: one dict holds the image and its label, and there is no y',
            source='https://www.tensorflow.org/neural_structured_learning/api_docs/python/nsl/keras/AdversarialRegularization',
            keras='any',
            trap='the label sits among the features and no targets are given: the wrapper takes the label out before it calls the base model')


class AdversarialRegularization(keras.Model):
    """Like nsl.keras.AdversarialRegularization: the label key never reaches the base model."""

    def __init__(self, base, feature_key='feature', label_key='label', multiplier=0.2, step=0.1):
        super().__init__()
        self.base, self.feature_key, self.label_key = base, feature_key, label_key
        self.multiplier, self.step = multiplier, step
        self.loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.mean_loss = keras.metrics.Mean(name='loss')
        self.accuracy = keras.metrics.SparseCategoricalAccuracy(name='accuracy')

    @property
    def metrics(self):
        return [self.mean_loss, self.accuracy]

    def call(self, inputs, training=None):
        return self.base(inputs[self.feature_key], training=training)

    def _with_neighbours(self, batch, training):
        x, y = batch[self.feature_key], batch[self.label_key]
        with tf.GradientTape() as tape:
            tape.watch(x)
            logits = self.base(x, training=training)
            plain = self.loss_fn(y, logits)
        direction = tape.gradient(plain, x)
        norm = tf.sqrt(tf.reduce_sum(tf.square(direction), axis=[1, 2, 3], keepdims=True) + 1e-12)
        moved = tf.stop_gradient(x + self.step * direction / norm)
        attacked = self.loss_fn(y, self.base(moved, training=training))
        return y, logits, plain + self.multiplier * attacked

    def train_step(self, batch):
        with tf.GradientTape() as tape:
            y, logits, loss = self._with_neighbours(batch, True)
        variables = self.base.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.mean_loss.update_state(loss)
        self.accuracy.update_state(y, logits)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, batch):
        y, logits, loss = self._with_neighbours(batch, False)
        self.mean_loss.update_state(loss)
        self.accuracy.update_state(y, logits)
        return {m.name: m.result() for m in self.metrics}


def _digits(seed, count):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 10, count)
    x = rng.normal(0.1, 0.05, (count, 14, 14, 1))
    for i, c in enumerate(y):
        x[i, 1 + c:3 + c, 2:12] += 0.7
    return {'feature': np.clip(x, 0, 1).astype('float32'), 'label': y.astype('int32')}


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_digits(0, 256)).shuffle(256, seed=1).batch(32).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_digits(1, 64)).batch(32)


def make_model():
    base = keras.Sequential([keras.Input((14, 14, 1)), keras.layers.Conv2D(8, 3, activation='relu'),
                             keras.layers.Flatten(), keras.layers.Dense(10)])
    model = AdversarialRegularization(base)
    model.compile(optimizer='adam')
    return model
