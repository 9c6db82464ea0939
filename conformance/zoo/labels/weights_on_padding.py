"""Looks for step weights that count the padding of sequences and leave out the sequences.

Why it matters: a mask made by `tf.equal(words, 0)` is 1 on the padding. The loss then counts nothing
but positions whose target is always the same, falls to 0 within an epoch, and the tagger has never
seen a word. Nothing raises, on any TensorFlow.

What to look at: the comparison that makes the weights: above 0 means that the step counts
(https://keras.io/api/models/model_training_apis/).

When to ignore it: not reported where the target differs between the padded positions, as for a model
that is asked what comes after its input; nor with fewer than 8 padded rows.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

LENGTH = 12


def _sentences(counts):
    rng = np.random.default_rng(0)
    words = rng.integers(1, 60, size=(240, LENGTH))
    words[np.arange(LENGTH) >= rng.integers(4, LENGTH, size=240)[:, None]] = 0
    rows = tf.data.Dataset.from_tensor_slices((words, words % 5)).shuffle(240).batch(24)
    weighed = rows.map(lambda words, tags: (words, tags, tf.cast(counts(words), tf.float32)))
    return weighed.prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _sentences(lambda words: tf.equal(words, 0))


def make_model():
    layers = [
        keras.Input((LENGTH,), dtype="int64"),
        keras.layers.Embedding(60, 8),
        keras.layers.Dense(5, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _sentences(lambda words: tf.not_equal(words, 0))
