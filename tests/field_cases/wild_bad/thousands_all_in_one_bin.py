from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="thousands_all_in_one_bin",
    title="bin boundaries are in thousands and salaries in units, so Discretization puts every row into the last bin",
    source="composed",
    kind="silent",
    groups=["values"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(19)
    n = 300
    salary = np.exp(rng.normal(10.7, 0.45, (n, 1))).astype("float32")
    years = rng.integers(0, 30, (n, 1)).astype("float32")
    leaves = ((salary[:, 0] < 40_000) & (years[:, 0] < 12)).astype("float32")

    bins = keras.layers.Discretization(bin_boundaries=[20.0, 30.0, 40.0, 60.0, 90.0], output_mode="one_hot")

    def encode(row, y):
        return {"band": bins(row["salary"]), "years": row["years"] / 30.0}, y

    ds = tf.data.Dataset.from_tensor_slices(({"salary": salary, "years": years}, leaves))
    return ds.shuffle(n).batch(30).map(encode).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = {
        "band": keras.Input((6,), name="band"),
        "years": keras.Input((1,), name="years"),
    }
    h = keras.layers.Concatenate()([inputs["band"], inputs["years"]])
    h = keras.layers.Dense(8, activation="relu")(h)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(h))
    model.compile("adam", "binary_crossentropy")
    return model
