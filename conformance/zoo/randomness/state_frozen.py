"""Looks for Python state that a function of the pipeline read once and a callback changes later.

Why it matters: a function given to `map` or `filter` runs in Python while it is traced and never again. A
curriculum's length or a strength of augmentation that a callback raises from epoch to epoch stays what it
was in the first: the callback runs, its log shows it, and the data never change.

How it is told: the bytecode of each traced function names what it reads (globals, attributes, keys of a
dict); the source of its file names what the methods that fit calls (`on_epoch_end` and the others, and
what they call) write. A `tf.Variable` is read anew each time, and what `numpy_function` is given as well.

What to look at: the callback, and the function that reads what it writes.

When to ignore it: the dataset is built anew after each change.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


class Stronger(keras.callbacks.Callback):
    def __init__(self, strength):
        super().__init__()
        self.strength = strength

    def on_epoch_end(self, epoch, logs=None):
        self.strength = self.strength + 0.05


class StrongerVariable(keras.callbacks.Callback):
    def __init__(self, strength):
        super().__init__()
        self.strength = tf.Variable(strength, trainable=False)

    def on_epoch_end(self, epoch, logs=None):
        self.strength.assign_add(0.05)


FROZEN, READ = Stronger(0.1), StrongerVariable(0.1)


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(0, 1, (512, 4)).astype("float32")
    y = (x.sum(axis=1, keepdims=True) > 0).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(512)


def make_dataset():
    noisy = _rows().map(lambda x, y: (x + FROZEN.strength * tf.random.normal((4,)), y))
    return noisy.batch(32).prefetch(2)


def make_model():
    layers = [keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(layers)
    model.compile("adam", "binary_crossentropy")
    return model


FIT = dict(callbacks=[FROZEN], epochs=4)
MENDED_FIT = dict(callbacks=[READ], epochs=4)


def mended_dataset():
    noisy = _rows().map(lambda x, y: (x + READ.strength * tf.random.normal((4,)), y))
    return noisy.batch(32).prefetch(2)
