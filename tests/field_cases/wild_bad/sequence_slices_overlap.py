from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="sequence_slices_overlap",
    title="x[i : i + size] forgets to multiply the index by the batch size",
    source="https://keras.io/api/utils/python_utils/#pydataset-class (low = idx * batch_size)",
    kind="silent",
    cause="sequence-slices-overlap",
    groups=["completeness"],
    keras="any",
    explain=(
        "The batches slide by one row: 10 batches cover the first 41 of 320 rows, most of "
        "them many times."
    ),
    evidence="320 rows are yielded, 41 of them distinct, of 320 in the table",
)


class Rows(keras.utils.Sequence):
    def __init__(self, x, y, size):
        super().__init__()
        self.x, self.y, self.size = x, y, size

    def __len__(self):
        return int(np.ceil(len(self.x) / self.size))

    def __getitem__(self, i):
        return self.x[i : i + self.size], self.y[i : i + self.size]


def make_dataset():
    rng = np.random.default_rng(78)
    x = rng.normal(size=(320, 6)).astype("float32")
    return Rows(x, x[:, :3].sum(1, keepdims=True), 32)


def make_model():
    model = keras.Sequential(
        [keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
