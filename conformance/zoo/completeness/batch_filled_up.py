"""Looks for a batch that is filled up with rows of zeros, or with one row.

Why it matters: `np.zeros((self.batch_size, ...))` in a Sequence has room for a whole batch, and in the last
one only some rows are filled. 100 radiographs in batches of 32 became 128 examples (measured), of which 28
were black pictures of class 0, in every epoch. The generator of a much copied tutorial does so once its
`__len__` is rounded up
(https://stanford.edu/~shervine/blog/keras-how-to-generate-data-on-the-fly).

What to look at: two and more rows at the end of the pass whose features and targets are zeros throughout,
while every other row holds at least three other values; and a whole batch of one row, of zeros or not, where
the rows of other batches are nearly all different. Make the arrays `len(rows)` long.

When to ignore it: where the arrays that a Sequence holds have just as many rows fewer it is a failure,
otherwise a warning. Rows with a sample_weight of 0 are not reported, and neither are models that may tell
them apart by themselves: a train_step or a loss of their own, a mask.
"""

import math

import numpy as np
from tensorflow import keras

SIZE = 32


class Filled(keras.utils.Sequence):
    def __init__(self):
        super().__init__()
        self.rng = np.random.default_rng(0)
        self.x = self.rng.normal(size=(100, 8)).astype("float32")
        self.y = (self.x.sum(1) > 0).astype("float32")
        self.order = self.rng.permutation(100)

    def __len__(self):
        return math.ceil(len(self.x) / SIZE)

    def _room(self, rows):
        return SIZE

    def __getitem__(self, index):
        rows = self.order[SIZE * index : SIZE * (index + 1)]
        x, y = np.zeros((self._room(rows), 8), "float32"), np.zeros(self._room(rows), "float32")
        for place, row in enumerate(rows):
            x[place], y[place] = self.x[row], self.y[row]
        return x, y

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


class Mended(Filled):
    def _room(self, rows):
        return len(rows)


def make_dataset():
    return Filled()


def make_model():
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return Mended()
