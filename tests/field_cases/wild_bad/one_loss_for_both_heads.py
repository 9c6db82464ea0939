from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="one_loss_for_both_heads",
    title="compile gets one 'mse' for a price head and a softmax head, whose class numbers are spread over five probabilities",
    source="composed",
    kind="silent",
    groups=["labels"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(14)
    n = 320
    kind = rng.integers(0, 5, (n, 1))
    weight = rng.uniform(0.1, 2.0, (n, 1)) + 0.3 * kind
    size = rng.uniform(0.2, 1.0, (n, 3)) + 0.15 * kind
    price = (0.5 + 0.8 * weight + 0.4 * kind + rng.normal(0, 0.05, (n, 1))).astype("float32")
    x = np.concatenate([weight, size], axis=1).astype("float32")
    y = {"kind": kind, "price": price}
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(n).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = keras.Input((4,))
    h = keras.layers.Dense(16, activation="relu")(inputs)
    outputs = {
        "kind": keras.layers.Dense(5, activation="softmax", name="kind")(h),
        "price": keras.layers.Dense(1, name="price")(h),
    }
    model = keras.Model(inputs, outputs)
    model.compile("adam", "mse")
    return model
