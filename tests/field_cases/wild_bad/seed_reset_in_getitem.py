from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="seed_reset_in_getitem",
    title="np.random.seed(42) inside __getitem__",
    source=(
        "pytorch/pytorch#5059 (the same random numbers for each batch), "
        "https://numpy.org/doc/stable/reference/random/generated/numpy.random.seed.html"
    ),
    kind="silent",
    cause="frozen-randomness",
    groups=["randomness"],
    keras="any",
    explain="Each batch of each epoch gets the same noise. Seed once, outside.",
    evidence="all rows are the same in epochs 1 and 2 and the noise is the same in each batch",
)


class Noisy(keras.utils.Sequence):
    def __init__(self, x, y, size):
        super().__init__()
        self.x, self.y, self.size = x, y, size

    def __len__(self):
        return int(np.ceil(len(self.x) / self.size))

    def __getitem__(self, i):
        np.random.seed(42)
        part = slice(i * self.size, (i + 1) * self.size)
        rows = self.x[part]
        return rows + np.random.normal(0, 0.3, rows.shape).astype("float32"), self.y[part]


def make_dataset():
    rng = np.random.default_rng(96)
    x = rng.normal(size=(192, 6)).astype("float32")
    return Noisy(x, (x[:, 0] > x[:, 5]).astype("float32"), 16)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
