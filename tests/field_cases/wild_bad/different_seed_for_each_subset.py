from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='different_seed_for_each_subset',
    title='training and validation subsets are cut from two different permutations',
    source='composed for the kit',
    kind='silent',
    groups=['completeness', 'randomness'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def _part(seed, training):
    x, y = _data()
    order = np.random.default_rng(seed).permutation(len(x))
    rows = order[:160] if training else order[160:]
    return tf.data.Dataset.from_tensor_slices((x[rows], y[rows]))


def make_dataset():
    return _part(1, True).shuffle(160).batch(20).prefetch(2)


def make_validation():
    return _part(2, False).batch(20)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
