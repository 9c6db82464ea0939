"""Looks for data that the model's mask takes for padding.

Why it matters: `Embedding(mask_zero=True)` and `Masking` skip every step of the masked value, wherever it
stands. Where words are numbered from 0 in the order of their frequency, 0 is the commonest of them: a
model of hotel reviews whose commonest word was "not" never saw it. Nothing raises.
https://keras.io/api/layers/core_layers/embedding/: with mask_zero, index 0 cannot be used in the vocabulary

What to look at: the masked value between other steps, in the finding with its neighbours; most often it
stands alone, as a word does.

When to ignore it: where words are left out on purpose (word dropout), or a step without an event is meant
to be skipped.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _sentences(first):
    rng = np.random.default_rng(0)
    commonest = rng.random((128, 12)) < 0.15  # as "the" is in English, nearly
    words = np.where(commonest, 0, rng.integers(1, 30, (128, 12))) + first
    there = np.arange(12) < rng.integers(6, 12, 128)[:, None]
    x = np.where(there, words, 0).astype("int32")
    y = (((words == first) & there).sum(axis=1) > 1).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(128)
    return data.batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _sentences(0)


def make_model():
    layers = [keras.layers.Embedding(31, 4, mask_zero=True), keras.layers.GRU(4)]
    head = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((12,), dtype="int32"), *layers, head])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _sentences(1)
