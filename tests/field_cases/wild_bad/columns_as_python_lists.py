from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="columns_as_python_lists",
    title="the columns of a frame are handed to fit as Python lists, each number is taken for an input of its own",
    source="composed",
    kind="error",
    groups=["elements", "wiring"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(17)
    n = 120
    mileage = rng.gamma(3, 25, n)
    age = rng.integers(1, 16, n)
    price = 24 - 0.08 * mileage - 0.9 * age + rng.normal(0, 1.5, n)
    frame = {"mileage": ((mileage - 75) / 43).tolist(), "age": ((age - 8) / 4.5).tolist()}
    return frame, ((price - price.mean()) / price.std()).tolist()


def make_model():
    mileage = keras.Input((1,), name="mileage")
    age = keras.Input((1,), name="age")
    h = keras.layers.Dense(8, activation="relu")(keras.layers.Concatenate()([mileage, age]))
    model = keras.Model({"mileage": mileage, "age": age}, keras.layers.Dense(1)(h))
    model.compile("adam", "mse")
    return model
