from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="generator_reseeds_each_epoch",
    title=("The generator function makes a new seeded random state, so each epoch draws the same"),
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/data/Dataset#from_generator (the "
        "function is called per iteration)"
    ),
    kind="silent",
    cause="frozen-randomness",
    groups=["randomness"],
    keras="any",
    explain=(
        "default_rng(0) inside the function: order, crops and noise repeat exactly in every "
        "epoch. Make the state outside."
    ),
    evidence="epochs 1 and 2 are equal in order and in all values",
)

FIT = dict(epochs=3)

_x = np.random.default_rng(97).normal(size=(200, 30)).astype("float32")
_y = (_x[:, :15].mean(1) > _x[:, 15:].mean(1)).astype("float32")


def rows():
    rng = np.random.default_rng(0)
    for k in rng.permutation(200):
        start = rng.integers(0, 6)
        yield _x[k, start : start + 24] + rng.normal(0, 0.1, 24).astype("float32"), _y[k]


def make_dataset():
    sig = (tf.TensorSpec((24,), tf.float32), tf.TensorSpec((), tf.float32))
    return (
        tf.data.Dataset.from_generator(rows, output_signature=sig)
        .batch(20)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((24,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
