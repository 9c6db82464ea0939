"""Looks for a Sequence (PyDataset) that keeps a position instead of using its index.

Why it matters: Keras may ask for batches in any order, ahead of time, from several workers, and for
the first ones more than once: it called `__getitem__` once more than there are batches on Keras 2 and
twice more on Keras 3, before any shuffling or workers. An object that moves a cursor on then loses
rows, repeats others or ends early with an IndexError.
https://keras.io/api/utils/python_utils/#pydataset-class

What to look at: the finding says which batch came back when an index was asked for a second time.
Compute the slice from the index alone.

When to ignore it: never; where a stream has no positions, use a generator.
"""

import numpy as np
from tensorflow import keras


class _Rows(keras.utils.Sequence):
    def __init__(self):
        super().__init__()
        self.rng = np.random.default_rng(0)
        self.x = self.rng.normal(size=(240, 4)).astype("float32")
        self.order = self.rng.permutation(240)

    def __len__(self):
        return 10

    def rows(self, start):
        picked = self.x[self.order[start : start + 24]]
        return picked, picked.sum(1, keepdims=True)

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


class Cursor(_Rows):
    at = 0

    def __getitem__(self, index):
        start = self.at % 240
        self.at += 24
        return self.rows(start)


class Indexed(_Rows):
    def __getitem__(self, index):
        return self.rows(24 * index)


def make_dataset():
    return Cursor()


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return Indexed()
