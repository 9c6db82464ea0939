"""Looks for targets that broadcast against the predictions in a loss of your own.

Why it matters: `tf.square(y - y_pred)` of shapes (32, 1) and (32,) has shape (32, 32): every target
is compared with every prediction. In the measured case the loss stayed at 3.9 for 60 epochs, the
variance of the targets, and the model learned their mean (TensorFlow 2.15 and 2.21;
https://github.com/keras-team/keras/issues/14627). Keras' own losses align the shapes.

What to look at: the two numbers of the finding: the loss of one batch as given, and with the same
targets in the output's shape. They may not differ.

When to ignore it: when the loss compares all pairs on purpose (contrastive losses); list the check
as an expected failure.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _batches(shape):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 5)).astype("float32")
    rows = tf.data.Dataset.from_tensor_slices((x, x.sum(axis=1).reshape(shape)))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def squared_error(y_true, y_pred):
    return tf.reduce_mean(tf.square(tf.cast(y_true, tf.float32) - y_pred))


class Regressor(keras.Model):
    """A linear model with a training step and a loss of its own."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)
        self.seen = keras.metrics.Mean(name="loss")

    def call(self, inputs):
        return self.dense(inputs)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = squared_error(y, self(x, training=True))
        variables = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.seen.update_state(loss)
        return {"loss": self.seen.result()}


def make_dataset():
    return _batches((240,))


def make_model():
    model = Regressor()
    model.compile(optimizer="sgd")
    return model


def mended_dataset():
    return _batches((240, 1))
