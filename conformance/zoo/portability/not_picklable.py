"""Looks for a Sequence that is to run in worker processes and cannot be pickled.

Why it matters: where workers are started anew (Windows, macOS, Linux from Python 3.14) the object is
sent to them by pickle. Measured with spawn: Keras 3 raises at once; Keras 2 (TensorFlow 2.4, 2.10,
2.15) prints a traceback in a thread and fit waits for ever. With fork it works.

What to look at: lambdas, open files, generators and locks in attributes.

When to ignore it: where training only ever runs on a platform that forks it is a warning;
`--skip not-picklable`.
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


class Rows(keras.utils.Sequence):
    def __init__(self):
        super().__init__(**(PROCESSES if KERAS_3 else {}))
        self.x, self.y = _table()
        self.scale = lambda x: 0.5 * x

    def __len__(self):
        return 10

    def __getitem__(self, index):
        rows = slice(24 * index, 24 * index + 24)
        return self.scale(self.x[rows]), self.y[rows]


def _half(x):
    return 0.5 * x


class Mended(Rows):
    def __init__(self):
        super().__init__()
        self.scale = _half


def make_dataset():
    return Rows()


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return Mended()
