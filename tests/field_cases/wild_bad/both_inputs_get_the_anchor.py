from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="both_inputs_get_the_anchor",
    title="the map of a siamese network hands the first signature to both inputs and drops the second",
    source="composed",
    kind="silent",
    groups=["wiring"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(24)
    n = 240
    writers = rng.normal(size=(30, 12))
    who = rng.integers(0, 30, n)
    same = rng.integers(0, 2, n)
    other = np.where(same == 1, who, (who + rng.integers(1, 30, n)) % 30)
    first = (writers[who] + rng.normal(0, 0.2, (n, 12))).astype("float32")
    second = (writers[other] + rng.normal(0, 0.2, (n, 12))).astype("float32")

    ds = tf.data.Dataset.from_tensor_slices((first, second, same.astype("float32")))
    ds = ds.shuffle(n).map(lambda a, b, y: ({"signature": a, "reference": a}, y))
    return ds.batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    tower = keras.Sequential([keras.Input((12,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(8)])
    inputs = {
        "signature": keras.Input((12,), name="signature"),
        "reference": keras.Input((12,), name="reference"),
    }
    gap = keras.layers.Subtract()([tower(inputs["signature"]), tower(inputs["reference"])])
    gap = keras.layers.Multiply()([gap, gap])
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(gap))
    model.compile("adam", "binary_crossentropy")
    return model
