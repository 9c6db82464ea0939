from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="hinge_with_signs",
    title="Hinge loss with -1/+1 labels and a linear output",
    source="https://keras.io/api/losses/hinge_losses/",
    trap="negative labels for a two-class problem",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(53)
    x = rng.normal(size=(320, 6)).astype("float32")
    y = np.sign(x[:, 0] + x[:, 1] + 1e-6).astype("float32")[:, None]
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1)])
    model.compile("adam", "hinge")
    return model
