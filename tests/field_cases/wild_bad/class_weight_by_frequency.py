from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="class_weight_by_frequency",
    title="class_weight holds the share of each class instead of its inverse: the rare class counts less still",
    source="composed",
    kind="silent",
    groups=["labels"],
    keras="any",
)


def _transactions():
    rng = np.random.default_rng(31)
    n = 600
    fraud = (rng.random(n) < 0.07).astype("int32")
    amount = np.log1p(rng.gamma(1.5, 40, n) * (1 + 2 * fraud))
    hour = rng.integers(0, 24, n) / 23.0
    distance = np.log1p(rng.exponential(12, n) * (1 + 4 * fraud))
    x = np.stack([amount, hour, distance], 1)
    x = (x - x.mean(0)) / x.std(0)
    return x.astype("float32"), fraud


_share = np.bincount(_transactions()[1]) / 600
FIT = dict(class_weight={0: float(_share[0]), 1: float(_share[1])}, batch_size=50)


def make_dataset():
    return _transactions()


def make_model():
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
