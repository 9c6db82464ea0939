from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='object_rows_of_lists',
    title='a Sequence returns an object array of lists of unequal length',
    source='composed for the kit',
    kind='error',
    groups=['elements', 'training'],
    keras='any',
)


class Rows(keras.utils.Sequence):
    def __init__(self):
        super().__init__()
        rng = np.random.default_rng(0)
        self.rows = [rng.integers(1, 50, rng.integers(3, 9)).tolist() for _ in range(160)]
        self.y = rng.integers(0, 2, 160).astype("float32")

    def __len__(self):
        return 8

    def __getitem__(self, index):
        part = slice(index * 20, (index + 1) * 20)
        return np.array(self.rows[part], dtype=object), self.y[part]


def make_dataset():
    return Rows()


def make_model():
    model = keras.Sequential([keras.Input((None,), dtype="int32"), keras.layers.Embedding(50, 4), keras.layers.GlobalAveragePooling1D(), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
