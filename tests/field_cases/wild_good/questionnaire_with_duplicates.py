from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="questionnaire_with_duplicates",
    title="Answers on a scale of five: many rows are equal, also across the split",
    source=(
        "https://archive.ics.uci.edu/dataset/19/car+evaluation (categorical tables have few "
        "distinct rows)"
    ),
    trap=(
        "duplicate rows in training, and rows of validation that also occur in training, all "
        "natural"
    ),
    keras="any",
)

_rng = np.random.default_rng(49)
_x = _rng.integers(1, 6, (600, 3))
_y = (_x.sum(1) + _rng.normal(0, 1, 600) > 9).astype("float32")


def _pipe(part):
    return tf.data.Dataset.from_tensor_slices(((_x[part] - 3).astype("float32") / 2, _y[part]))


def make_dataset():
    return _pipe(slice(0, 480)).shuffle(480).batch(32).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _pipe(slice(480, 600)).batch(40)


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
