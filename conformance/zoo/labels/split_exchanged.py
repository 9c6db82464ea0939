"""Looks for inputs of the validation rows that stand where the targets of training should.

Why it matters: `train_test_split(x, y)` returns x_train, x_test, y_train, y_test. Taken as x_train,
y_train, x_test, y_test, halves of a table with one input and one target fit each other in shape, and
nothing raises (https://github.com/xuhongzuo/DeepOD/pull/39): the model learns the inputs of some rows from
those of others, and is judged on targets against targets.

What to look at: in each part inputs and targets are spread alike and are not related, and the parts have
hardly a value in common. Look at the first rows of all four arrays.

When to ignore it: there is no split of which this is true and meant. Only tables of one input and one
target are looked at, where shapes do not give it away.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _split():
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 2, (240, 1))
    y = 6 + x + 0.1 * rng.normal(size=x.shape)
    parts = [a[:120].astype("float32") for a in (x, y)], [a[120:].astype("float32") for a in (x, y)]
    (x_train, y_train), (x_test, y_test) = parts
    return x_train, x_test, y_train, y_test


def _dataset(x, y):
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(120)
    return data.batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    x_train, y_train, _, _ = _split()
    return _dataset(x_train, y_train)


def make_validation():
    _, _, x_test, y_test = _split()
    return tf.data.Dataset.from_tensor_slices((x_test, y_test)).batch(16)


def make_model():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model


def mended_dataset():
    x_train, _, y_train, _ = _split()
    return _dataset(x_train, y_train)


def mended_validation():
    _, x_test, _, y_test = _split()
    return tf.data.Dataset.from_tensor_slices((x_test, y_test)).batch(16)
