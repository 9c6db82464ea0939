"""Looks for a language model that is never taught where a text ends.

Why it matters: texts padded with the id that also marks their end, and weights that leave the padding
out, leave every end out as well: the loss looks better than before, and what is generated never stops.
P(end) after a finished sentence: 0.0001 in place of 0.84; 0 of 7 texts stopped
(https://stackoverflow.com/questions/76446228).

How it is told: the target is the next id of the feature (exactly), and in each sequence that ends before
the last step the first target after the last one that counts is one and the same id, whose weight is
0 wherever it stands; the last targets that count are no end token, for they differ.

What to look at: which id the tokenizer pads with, and whether it is the end token's.

When to ignore it: a model that scores texts or fills gaps and generates nothing. It only warns.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

WORDS, STEPS, END = 30, 10, 0


def _texts(pad):
    rng = np.random.default_rng(0)
    ids = np.full((320, STEPS), pad)
    for row in ids:
        length = rng.integers(3, STEPS - 1)
        row[0] = rng.integers(2, WORDS)
        for step in range(1, length):
            row[step] = 2 + (row[step - 1] * 3 + rng.integers(0, 4)) % (WORDS - 2)
        row[length] = END
    return ids.astype("int32")


def _dataset(pad):
    def pair(ids):
        return ids[:, :-1], ids[:, 1:], tf.cast(ids[:, 1:] != pad, tf.float32)

    return (
        tf.data.Dataset.from_tensor_slices(_texts(pad)).shuffle(320).batch(32).map(pair).prefetch(2)
    )


def make_dataset():
    return _dataset(pad=END)


def make_model():
    layers = [
        keras.Input((STEPS - 1,), dtype="int32"),
        keras.layers.Embedding(WORDS, 8),
        keras.layers.GRU(8, return_sequences=True),
        keras.layers.Dense(WORDS, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _dataset(pad=1)
