from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="sequence_floors_its_length",
    title="__len__ rounds down and the tail is never trained on",
    source="https://keras.io/api/utils/python_utils/#pydataset-class (math.ceil in __len__)",
    kind="silent",
    cause="samples-dropped",
    groups=["completeness"],
    keras="any",
    explain=(
        "len(x) // 64 of 120 rows is one batch; the other 56 rows are lost in every epoch, "
        "always the same. Use ceil."
    ),
    evidence="64 of 120 rows are yielded, the same in each epoch",
)


class Rows(keras.utils.Sequence):
    def __init__(self, x, y, size):
        super().__init__()
        self.x, self.y, self.size = x, y, size

    def __len__(self):
        return len(self.x) // self.size

    def __getitem__(self, i):
        part = slice(i * self.size, (i + 1) * self.size)
        return self.x[part], self.y[part]


def make_dataset():
    rng = np.random.default_rng(77)
    x = rng.normal(size=(120, 5)).astype("float32")
    return Rows(x, (x[:, 0] > x[:, 1]).astype("float32"), 64)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((5,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
