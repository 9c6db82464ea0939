from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="on_epoch_end_resamples_itself",
    title="on_epoch_end draws the new order from the old one with replacement, so rows die out epoch by epoch",
    source="composed",
    kind="silent",
    groups=["completeness"],
    keras="any",
)


class Wines(keras.utils.Sequence):
    def __init__(self, x, y, batch_size=16):
        super().__init__()
        self.x, self.y, self.batch_size = x, y, batch_size
        self.rng = np.random.default_rng(6)
        self.indexes = self.rng.permutation(len(x))

    def __len__(self):
        return int(np.ceil(len(self.indexes) / self.batch_size))

    def __getitem__(self, i):
        rows = self.indexes[i * self.batch_size : (i + 1) * self.batch_size]
        return self.x[rows], self.y[rows]

    def on_epoch_end(self):
        self.indexes = self.rng.choice(self.indexes, size=len(self.indexes))


def make_dataset():
    rng = np.random.default_rng(7)
    n = 192
    acidity = rng.normal(8.3, 1.6, n)
    sugar = rng.gamma(3.0, 0.9, n)
    alcohol = rng.normal(10.4, 1.0, n)
    x = np.stack([acidity, sugar, alcohol], 1)
    x = ((x - x.mean(0)) / x.std(0)).astype("float32")
    y = (x[:, 2] - 0.4 * x[:, 0] + rng.normal(0, 0.5, n) > 0).astype("float32")[:, None]
    return Wines(x, y)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
