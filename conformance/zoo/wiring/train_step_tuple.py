"""Looks for a train_step that unpacks another number of parts than the elements have.

Why it matters: `x, y = data` in an own `train_step` fails as soon as the pipeline yields sample
weights: `too many values to unpack (expected 2)`, raised from inside a traced function after the
data was read (TensorFlow 2.4 to 2.21). It is the one place where Keras does not adapt the tuple
for you.

What to look at: the line of `train_step` in `where`. `keras.utils.unpack_x_y_sample_weight(data)`
(TensorFlow 2.4: written by hand) takes one to three parts.

When to ignore it: never; fit cannot run. A pipeline shared by several models is checked with each.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 5)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    weight = rng.uniform(0.5, 1.5, size=240).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y, weight)).shuffle(240)


class Regressor(keras.Model):
    """A linear model with a training step of its own, which knows no weights."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)
        self.seen = keras.metrics.Mean(name="loss")

    def call(self, inputs):
        return self.dense(inputs)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(x, training=True) - y))
        variables = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.seen.update_state(loss)
        return {"loss": self.seen.result()}


def make_dataset():
    return _rows().batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = Regressor()
    model.compile(optimizer="sgd")
    return model


def mended_dataset():
    rows = _rows().map(lambda x, y, weight: (x, y))
    return rows.batch(24).prefetch(tf.data.AUTOTUNE)
