"""Looks for NumPy or Python random numbers in a model's own step, call or loss.

Why it matters: fit traces the step once, and what `np.random.normal` returned then is a constant of the
graph: a GAN whose train_step draws its noise so maps the same 32 points in every step. Measured on
TensorFlow 2.15 and 2.21: two draws in twelve steps, both while tracing
(https://www.tensorflow.org/guide/function#executing_python_side_effects).

What to look at: the line that is named. `tf.random.normal` (or `keras.random.normal` with a
SeedGenerator) draws in each step.

When to ignore it: where one draw for the whole training is meant, make it outside the step. What a layer
draws for its first weights while it is built is not reported, nor a model with run_eagerly=True, which
does draw each time.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def make_dataset():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(64, 4)).astype("float32")
    y = (x @ rng.normal(size=(4, 1)) + rng.normal(0, 0.3, (64, 1))).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(64).batch(16).prefetch(2)


def _model(noise):
    class Noisy(keras.Model):
        def call(self, x, training=False):
            return self.dense(x + noise()) if training else self.dense(x)

    model = Noisy()
    model.dense = keras.layers.Dense(1)
    model.compile("sgd", "mse")
    return model


def make_model():
    return _model(lambda: np.random.normal(0.0, 0.1, 4).astype("float32"))


def mended_model():
    return _model(lambda: tf.random.normal([4], 0.0, 0.1))
