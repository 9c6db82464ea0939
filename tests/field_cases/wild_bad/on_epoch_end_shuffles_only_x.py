from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="on_epoch_end_shuffles_only_x",
    title="on_epoch_end shuffles x and forgets y",
    source=(
        "keras-team/keras#7702, https://keras.io/api/utils/python_utils/#pydataset-class "
        "(on_epoch_end)"
    ),
    kind="silent",
    cause="misaligned-pairs",
    groups=["completeness", "wiring", "randomness", "labels"],
    keras="any",
    explain="From the second epoch on, rows carry foreign labels. Shuffle one index for both.",
    evidence="240 of 240 rows have their own target in epoch 1, none to three in epoch 2",
)

FIT = dict(epochs=3)


class Rows(keras.utils.Sequence):
    def __init__(self, x, y, size):
        super().__init__()
        self.x, self.y, self.size = x, y, size

    def __len__(self):
        return int(np.ceil(len(self.x) / self.size))

    def __getitem__(self, i):
        part = slice(i * self.size, (i + 1) * self.size)
        return self.x[part], self.y[part]

    def on_epoch_end(self):
        self.x = np.random.permutation(self.x)


def make_dataset():
    rng = np.random.default_rng(99)
    x = rng.normal(size=(240, 6)).astype("float32")
    return Rows(x, x[:, :3].sum(1, keepdims=True), 24)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.05), "mse")
    return model
