"""Looks for a PyDataset whose __init__ does not call its base class's.

Why it matters: Keras 3 warns in fit, and `workers`, `use_multiprocessing` and `max_queue_size` cannot
be given to the constructor: they keep their defaults
(https://keras.io/api/utils/python_utils/#pydataset-class).

What to look at: `__init__` should take `**kwargs` and begin with `super().__init__(**kwargs)`.

When to ignore it: Keras 2 has nothing to initialise. On Keras 3 never.
"""

import numpy as np
from tensorflow import keras

KERAS = 3

KERAS = 3


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


class Rows(keras.utils.Sequence):
    def __init__(self):
        self.x, self.y = _table()

    def __len__(self):
        return 10

    def __getitem__(self, index):
        rows = slice(24 * index, 24 * index + 24)
        return self.x[rows], self.y[rows]


class Mended(Rows):
    def __init__(self, **kwargs):
        keras.utils.Sequence.__init__(self, **kwargs)
        self.x, self.y = _table()


def make_dataset():
    return Rows()


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return Mended()
