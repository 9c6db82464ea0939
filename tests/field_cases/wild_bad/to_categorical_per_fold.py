from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="to_categorical_per_fold",
    title="to_categorical is applied per fold; the held-out fold lacks the last species and comes out narrower",
    source="composed",
    kind="error",
    groups=["elements", "labels"],
    keras="any",
)


def _leaves():
    rng = np.random.default_rng(61)
    species = np.repeat([0, 1, 2, 3], [80, 60, 50, 10])
    length = rng.normal(4 + species, 0.7)
    width = rng.normal(1.2 + 0.5 * species, 0.3)
    x = np.stack([(length - 5) / 1.2, (width - 1.8) / 0.6], 1).astype("float32")
    order = rng.permutation(len(x))
    return x[order], species[order]


def _fold(which, folds=20):
    x, y = _leaves()
    held_out = np.arange(len(x)) % folds == which
    return x[~held_out], y[~held_out], x[held_out], y[held_out]


def make_dataset():
    x, y, _, _ = _fold(0)
    return x, keras.utils.to_categorical(y)


def make_validation():
    _, _, x, y = _fold(0)
    return x, keras.utils.to_categorical(y)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(12, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "categorical_crossentropy")
    return model
