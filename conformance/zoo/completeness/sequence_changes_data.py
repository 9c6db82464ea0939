"""Looks for a Sequence (PyDataset) whose `__getitem__` writes into the arrays it reads from.

Why it matters: a slice of a NumPy array is a view, so `x = self.x[a:b]; x += noise` changes `self.x`.
Each read adds to the last: after five epochs noise of deviation 0.5 has become 1.1, and rows that were
divided by 255 in place are divided again (https://numpy.org/doc/stable/user/basics.copies.html).

What to look at: `x = self.x[a:b] + noise`, or `.copy()` before an in-place operation (`+=`, `*=`,
`out=`, `np.random.shuffle`).

When to ignore it: never.
"""

import numpy as np
from tensorflow import keras


class Rows(keras.utils.Sequence):
    def __init__(self):
        super().__init__()
        rng = np.random.default_rng(0)
        self.x = rng.normal(size=(240, 6)).astype("float32")
        self.y = (self.x.sum(axis=1) > 0).astype("float32")

    def __len__(self):
        return 10

    def noise(self, index):
        return np.random.default_rng().normal(scale=0.1, size=(24, 6)).astype("float32")

    def __getitem__(self, index):
        rows = slice(index * 24, (index + 1) * 24)
        x = self.x[rows]
        x += self.noise(index)
        return x, self.y[rows]


class Copies(Rows):
    def __getitem__(self, index):
        rows = slice(index * 24, (index + 1) * 24)
        return self.x[rows] + self.noise(index), self.y[rows]


def make_dataset():
    return Rows()


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return Copies()
