"""Looks for a random number drawn once for a whole batch where each example should have its own.

Why it matters: an op such as `tf.image.random_brightness` draws one number each time it is called.
After `batch` it is called once a batch: measured on TensorFlow 2.4 to 2.21, 16 images of a batch got
one and the same brightness. Augmentation then varies 16 times less than it seems to.

What to look at: the `map` after `batch`. Either it moves before `batch`, or it draws a vector with
one number for each example.

When to ignore it: where one draw a batch is meant. A draw that also reaches the targets (mixup) is
not reported. Otherwise `--skip draw-per-batch`.
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
    def shifted(x, y):
        return x + tf.random.uniform((), -0.1, 0.1), y

    return _rows().shuffle(240).batch(24).map(shifted).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    def shifted(x, y):
        return x + tf.random.uniform((tf.shape(x)[0], 1), -0.1, 0.1), y

    return _rows().shuffle(240).batch(24).map(shifted).prefetch(tf.data.AUTOTUNE)
