"""Looks for classes that have other numbers in the validation data than in training.

Why it matters: `factorize`, a `LabelEncoder` or a dict of names that is made for each part by itself
numbers the classes in the order in which that part names them. Both parts are well-formed, training goes
well, and the validation score compares other classes: it lies at chance or below.

How it is told: a linear regression is fitted to one half of the training rows. If it tells the classes of
the other half, does not tell those of validation, and does when the classes there are renamed, then they
have other names. The chance of that is stated.

What to look at: where class names become numbers. Make the list of names once, from the training part
(https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.LabelEncoder.html).

When to ignore it: never.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

NAMES = ("cat", "dog", "fox", "owl")


def _rows(seed, count):
    rng = np.random.default_rng(seed)
    kinds = rng.integers(0, 4, count)
    x = 2 * np.eye(4)[kinds] @ np.random.default_rng(1).normal(size=(4, 6))
    return (x + rng.normal(size=x.shape)).astype("float32"), [NAMES[kind] for kind in kinds]


def _pipeline(x, names, order):
    y = np.array([order.index(name) for name in names], "int32")
    return tf.data.Dataset.from_tensor_slices((x, y))


def make_dataset():
    x, names = _rows(2, 320)
    return _pipeline(x, names, sorted(NAMES)).shuffle(320).batch(32).prefetch(2)


def make_validation():
    x, names = _rows(3, 96)
    order = ["dog", "owl", "fox", "cat"]  # as they come in this part
    return _pipeline(x, names, order).batch(32).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def mended_validation():
    x, names = _rows(3, 96)
    return _pipeline(x, names, sorted(NAMES)).batch(32).prefetch(2)
