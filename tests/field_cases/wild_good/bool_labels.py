from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="bool_labels",
    title="Boolean labels of shape (B, 1) with binary cross-entropy",
    source="https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class",
    trap="labels are not numbers",
    keras="any",
)


def make_dataset():
    x = np.random.default_rng(51).normal(size=(320, 5)).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, x[:, :1] > x[:, 1:2]))
        .shuffle(320)
        .batch(32)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [keras.Input((5,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True))
    return model
