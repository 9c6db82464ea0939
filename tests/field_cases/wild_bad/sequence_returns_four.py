from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="sequence_returns_four",
    title="__getitem__ returns (x, y, weight, ids)",
    source=(
        "keras-team/keras#10704, keras-team/keras#11805 (a generator yields (x, y) or (x, y, "
        "sample_weight))"
    ),
    kind="error",
    cause="tuple-too-long",
    groups=["wiring", "elements", "training"],
    keras="any",
    explain=(
        "Ids kept for error analysis ride along as a fourth element, which fit cannot place. "
        "Drop them."
    ),
)


class Rows(keras.utils.Sequence):
    def __init__(self, x, y, size):
        super().__init__()
        self.x, self.y, self.size = x, y, size
        self.order = np.arange(len(x))

    def __len__(self):
        return int(np.ceil(len(self.x) / self.size))

    def __getitem__(self, i):
        k = self.order[i * self.size : (i + 1) * self.size]
        return self.x[k], self.y[k], np.ones(len(k), "float32"), k

    def on_epoch_end(self):
        np.random.shuffle(self.order)


def make_dataset():
    x = np.random.default_rng(7).normal(size=(160, 5)).astype("float32")
    return Rows(x, (x[:, :1] * x[:, 1:2]).astype("float32"), 16)


def make_model():
    model = keras.Sequential(
        [keras.Input((5,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
