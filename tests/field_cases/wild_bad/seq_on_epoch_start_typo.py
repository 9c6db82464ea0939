from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="seq_on_epoch_start_typo",
    title="the shuffle is in on_epoch_start, which nobody calls, so each batch holds one gesture only",
    source="https://github.com/mpkuse/cartwheel_train/issues/7",
    kind="silent",
    groups=["randomness"],
    keras="any",
)


class Gestures(keras.utils.Sequence):
    def __init__(self, x, y, batch_size=20):
        super().__init__()
        self.x, self.y, self.batch_size = x, y, batch_size
        self.rng = np.random.default_rng(5)
        self.order = np.arange(len(x))

    def __len__(self):
        return int(np.ceil(len(self.x) / self.batch_size))

    def __getitem__(self, index):
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        return self.x[rows], self.y[rows]

    def on_epoch_start(self):
        self.rng.shuffle(self.order)


def make_dataset():
    rng = np.random.default_rng(5)
    # one recording session per gesture, appended one after the other
    level = rng.uniform(-1.0, 1.0, size=(4, 6))
    x = np.concatenate([level[g] + 0.4 * rng.normal(size=(60, 6)) for g in range(4)])
    y = np.repeat(np.arange(4), 60)
    return Gestures(x.astype("float32"), y)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
