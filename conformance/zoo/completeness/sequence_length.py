"""Looks for a Sequence (PyDataset) whose `__len__` is not the number of its batches.

Why it matters: `len(x) // batch_size` leaves out the last, smaller batch; of 250 rows in batches of 64
that is a quarter of the data. `len(x) // batch_size + 1` is one too many whenever the size divides
evenly: the last batch is empty, which raises inside `np.stack` or trains on nothing.
https://keras.io/api/utils/python_utils/#pydataset-class uses math.ceil

What to look at: the rows of the arrays the object holds against those that arrive in one pass. It is a
failure when 20 % are lost, or 10 % and always the same ones, or when the last batch is empty or
raises; otherwise a warning.

When to ignore it: when the object is meant to use a part of its arrays only; list it under expected
failures.
"""

import math

import numpy as np
from tensorflow import keras


class Floored(keras.utils.Sequence):
    def __init__(self):
        super().__init__()
        self.rng = np.random.default_rng(0)
        self.x = self.rng.normal(size=(250, 4)).astype("float32")
        self.y = self.x.sum(1, keepdims=True)
        self.order = self.rng.permutation(250)

    def __len__(self):
        return len(self.x) // 64

    def __getitem__(self, index):
        rows = self.order[64 * index : 64 * (index + 1)]
        return self.x[rows], self.y[rows]

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


class Complete(Floored):
    def __len__(self):
        return math.ceil(len(self.x) / 64)


def make_dataset():
    return Floored()


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return Complete()
