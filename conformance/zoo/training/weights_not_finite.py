"""Looks for weights that are NaN or infinite after a few steps while the loss still reads a number.

Why it matters: a NaN can hide: from TensorFlow 2.9 a fused Dense and relu turns NaN into 0, so the
loss stays finite and `TerminateOnNaN` does not fire, while the weights are NaN (measured on 2.9 to
2.21). `tf.where` hides it too: its unused branch still sends its gradient back.

What to look at: the layer named, and what it divides, takes the root or the logarithm of.

When to ignore it: never.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


def _rows():
    return tf.data.Dataset.from_tensor_slices(_table())


def make_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


class Scale(keras.layers.Layer):
    """Divides by a learned length unless it is 0; the branch not taken has a gradient of 0/0."""

    safe = False

    def build(self, shape):
        self.length = self.add_weight(name="length", shape=(), initializer="zeros")

    def call(self, x):
        inside = tf.where(self.length > 0, self.length, 1.0) if self.safe else self.length
        return tf.where(self.length > 0, x / inside, x)


class SafeScale(Scale):
    safe = True


def _model(scale):
    layers = [scale(), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((6,)), *layers])
    model.compile("sgd", "binary_crossentropy")
    return model


def make_model():
    return _model(Scale)


def mended_model():
    return _model(SafeScale)
