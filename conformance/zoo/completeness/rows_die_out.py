"""Looks for a Sequence (PyDataset) that draws each epoch's rows from those of the last.

Why it matters: `self.indexes = rng.choice(self.indexes, size=len(self.indexes))` in `on_epoch_end`
draws with replacement, so about a third of the rows is left out, and what is left out is no longer there
to be drawn from. After one epoch 63 % of the rows remain, after two 47 %, after ten 16 %; the length
stays the same, and nothing raises.

What to look at: `on_epoch_end`, and what it reads.

When to ignore it: never. Rows drawn anew from all rows (a bootstrap) come back and are not reported,
nor is a Sequence that grows shorter on purpose.
"""

import numpy as np
from tensorflow import keras


class Rows(keras.utils.Sequence):
    def __init__(self):
        super().__init__()
        self.rng = np.random.default_rng(0)
        self.x = self.rng.normal(size=(240, 6)).astype("float32")
        self.y = (self.x.sum(axis=1) > 0).astype("float32")
        self.indexes = self.rng.permutation(240)

    def __len__(self):
        return 10

    def __getitem__(self, index):
        rows = self.indexes[index * 24 : (index + 1) * 24]
        return self.x[rows], self.y[rows]

    def on_epoch_end(self):
        self.indexes = self.rng.choice(self.indexes, size=240)


class Shuffled(Rows):
    def on_epoch_end(self):
        self.indexes = self.rng.permutation(240)


def make_dataset():
    return Rows()


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return Shuffled()
