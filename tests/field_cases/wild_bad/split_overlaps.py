from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="split_overlaps",
    title="take(320) for training, skip(240) for validation",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#skip",
    kind="silent",
    cause="split-leak",
    groups=["completeness", "values"],
    keras="any",
    explain=(
        "Rows 240..319 are in both parts: half of the validation set is trained on. Use one "
        "number for both."
    ),
    evidence="80 of 160 validation rows are training rows",
)

_rng = np.random.default_rng(71)
_x = _rng.normal(size=(400, 6)).astype("float32")
_y = (_x[:, 0] + _x[:, 1] > 0).astype("float32")
_rows = tf.data.Dataset.from_tensor_slices((_x, _y))


def make_dataset():
    return _rows.take(320).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _rows.skip(240).batch(32)


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
