from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="minus_one_labels_bce",
    title="SVM style labels -1 and +1 with binary_crossentropy",
    source=("keras-team/keras#13926, tensorflow/tensorflow#71638 (negative binary cross-entropy)"),
    kind="silent",
    cause="label-range",
    groups=["labels"],
    keras="any",
    explain=(
        "The loss is only defined for 0..1 and falls without end for -1. Map to 0/1, or use hinge."
    ),
    evidence="label values are -1 and 1; the loss falls below 0 with more epochs",
)


def make_dataset():
    rng = np.random.default_rng(26)
    x = rng.normal(size=(384, 6)).astype("float32")
    y = np.where(x[:, 0] * x[:, 1] + x[:, 2] > 0, 1.0, -1.0).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(384).batch(32).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
