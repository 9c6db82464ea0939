from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="sequence_reshuffles_index",
    title="A Sequence with ceil length that permutes one index in on_epoch_end",
    source="https://keras.io/api/utils/python_utils/#pydataset-class",
    trap="no tf.data shuffle anywhere; the last batch is smaller",
    keras="any",
)


class Rows(keras.utils.Sequence):
    def __init__(self, x, y, size, **kwargs):
        super().__init__(**kwargs)
        self.x, self.y, self.size = x, y, size
        self.rng = np.random.default_rng(15)
        self.order = self.rng.permutation(len(x))

    def __len__(self):
        return int(np.ceil(len(self.x) / self.size))

    def __getitem__(self, i):
        k = self.order[i * self.size : (i + 1) * self.size]
        return self.x[k], self.y[k]

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.x))


def make_dataset():
    x = np.random.default_rng(16).normal(size=(250, 6)).astype("float32")
    return Rows(x, (x[:, 0] + x[:, 2] > 0).astype("float32"), 32)


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
