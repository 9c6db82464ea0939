from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="sample_weight_beside_generator",
    title="sample_weight is given to fit beside a Sequence, which has to yield the weights itself",
    source="https://github.com/keras-team/keras/issues/11800",
    kind="error",
    groups=["labels", "training"],
    keras="any",
)


def _patients():
    rng = np.random.default_rng(83)
    n = 160
    age = rng.normal(61, 11, n)
    pressure = rng.normal(132, 17, n)
    x = np.stack([(age - 61) / 11, (pressure - 132) / 17], 1).astype("float32")
    y = (x.sum(1) + rng.normal(0, 0.8, n) > 0.6).astype("float32")[:, None]
    return x, y


class Patients(keras.utils.Sequence):
    def __init__(self, x, y, batch_size=20):
        super().__init__()
        self.x, self.y, self.batch_size = x, y, batch_size
        self.rng = np.random.default_rng(1)
        self.order = self.rng.permutation(len(x))

    def __len__(self):
        return int(np.ceil(len(self.x) / self.batch_size))

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        return self.x[rows], self.y[rows]

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


FIT = dict(sample_weight=np.where(_patients()[1][:, 0] > 0, 2.0, 1.0).astype("float32"))


def make_dataset():
    return Patients(*_patients())


def make_model():
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
