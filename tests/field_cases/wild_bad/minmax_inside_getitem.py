from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="minmax_inside_getitem",
    title="A Sequence scales each batch by the minimum and maximum of that batch",
    source=(
        "https://keras.io/api/layers/preprocessing_layers/numerical/normalization/ "
        "(statistics of the training set)"
    ),
    kind="silent",
    cause="batch-statistics-normalization",
    groups=["values", "randomness"],
    keras="any",
    explain=(
        "The same row has other values in another batch, and a single row at inference is "
        "0/0. Compute the range once."
    ),
    evidence="no row of epoch 1 occurs in epoch 2 although nothing is random but the order",
)


class Scaled(keras.utils.Sequence):
    def __init__(self, x, y, size):
        super().__init__()
        self.x, self.y, self.size = x, y, size
        self.rng = np.random.default_rng(0)
        self.order = self.rng.permutation(len(x))

    def __len__(self):
        return int(np.ceil(len(self.x) / self.size))

    def __getitem__(self, i):
        k = self.order[i * self.size : (i + 1) * self.size]
        rows = self.x[k]
        return (rows - rows.min(0)) / (rows.max(0) - rows.min(0)), self.y[k]

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


def make_dataset():
    rng = np.random.default_rng(59)
    x = rng.gamma(2.0, 30.0, (200, 4)).astype("float32")
    return Scaled(x, np.log(x[:, :2]).sum(1, keepdims=True) / 10, 10)


def make_model():
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
