"""Looks for data that come out otherwise in another process.

Why it matters: Python salts `hash()` of a string anew in each process, and with it the order of a `set`;
`os.listdir` and `glob` list files in an order of the file system's own. Ids, vocabularies and classes
made from them fit the weights that are being trained and no process after that: error 0.12 within the
process, 1.72 with the saved weights in the next one; 0 % of the ids were the same.

How it is told: `conformance check` lets a second process build the pipeline with another hash seed and
with folders listed in the reverse order, and compares the rows by their hashes, in any order. Where
they differ, a third process in which less was changed tells which change it was. What is drawn anew
in each process is left out.

What to look at: `hash(`, `set(`, `os.listdir`, `glob`, `iterdir` on the way to what is delivered.

When to ignore it: data of this process alone, whose weights are never saved.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

WORDS = [f"word {number}" for number in range(40)]


def _ids(vocabulary):
    rng = np.random.default_rng(0)
    number = {word: place for place, word in enumerate(vocabulary)}
    words = rng.integers(0, len(WORDS), 320)
    ids = np.array([number[WORDS[word]] for word in words], "int32")[:, None]
    rows = tf.data.Dataset.from_tensor_slices((ids, (words % 2).astype("float32")))
    return rows.shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _ids(list(set(WORDS)))


def make_model():
    layers = [
        keras.Input((1,), dtype="int32"),
        keras.layers.Embedding(len(WORDS), 4),
        keras.layers.Flatten(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    model = keras.Sequential(layers)
    model.compile("adam", "binary_crossentropy")
    return model


def mended_dataset():
    return _ids(sorted(set(WORDS)))
