"""Looks for a Sequence that draws random numbers in `__getitem__` and still gives the same epoch again.

Why it matters: `np.random.seed(0)` inside `__getitem__` starts the generator again for each batch, so
the augmentation is the same in every epoch, and the global state is reset for everything else in the
process too (https://numpy.org/doc/stable/reference/random/generated/numpy.random.seed.html advises
against it).

What to look at: calls of `seed`, and generators made in `__getitem__` or `on_epoch_end` from a
constant.

When to ignore it: where an augmentation fixed for each index is meant; `--skip index-draws-frozen`.
"""

import numpy as np
from tensorflow import keras


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


class Noisy(keras.utils.Sequence):
    def __init__(self):
        super().__init__()
        self.x, self.y = _table()

    def __len__(self):
        return 10

    def __getitem__(self, index):
        np.random.seed(index)
        x = self.x[24 * index : 24 * index + 24]
        x = x + np.random.normal(0, 0.1, size=x.shape)
        return x.astype("float32"), self.y[24 * index : 24 * index + 24]


class Mended(Noisy):
    def __getitem__(self, index):
        x = self.x[24 * index : 24 * index + 24]
        x = x + np.random.normal(0, 0.1, size=x.shape)
        return x.astype("float32"), self.y[24 * index : 24 * index + 24]


def make_dataset():
    return Noisy()


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return Mended()
