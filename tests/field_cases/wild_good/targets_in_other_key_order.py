from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="targets_in_other_key_order",
    title="Two heads; targets as a dict whose keys come in another order than the outputs",
    source="https://keras.io/guides/functional_api/ (multiple inputs and outputs by name)",
    trap="first target of the dict is not the first output of the model",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(320, 8)).astype("float32")
    spam = (x[:, 0] + x[:, 1] > 0).astype("float32")[:, None]
    topic = np.digitize(x[:, 2] - x[:, 3], [-1, 1])
    ds = tf.data.Dataset.from_tensor_slices((x, {"topic": topic, "spam": spam}))
    return ds.shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = keras.Input((8,))
    hidden = keras.layers.Dense(16, activation="relu")(inputs)
    spam = keras.layers.Dense(1, activation="sigmoid", name="spam")(hidden)
    topic = keras.layers.Dense(3, activation="softmax", name="topic")(hidden)
    model = keras.Model(inputs, {"spam": spam, "topic": topic})
    model.compile(
        "adam", {"spam": "binary_crossentropy", "topic": "sparse_categorical_crossentropy"}
    )
    return model
