from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="share_of_votes_bce",
    title="Soft binary labels: the share of annotators who said yes",
    source=(
        "https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class (targets "
        "in 0..1)"
    ),
    trap="binary cross-entropy with non-integer labels",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(52)
    x = rng.normal(size=(300, 6)).astype("float32")
    votes = rng.binomial(5, 1 / (1 + np.exp(-x[:, 0] - x[:, 1])))
    y = (votes / 5).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(300).batch(30).prefetch(tf.data.AUTOTUNE)
    )


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
