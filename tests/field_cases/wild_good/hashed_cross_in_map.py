from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="hashed_cross_in_map",
    title="District and hour crossed by HashedCrossing to 48 one-hot columns, as one of two named inputs",
    source="https://keras.io/api/layers/preprocessing_layers/categorical/hashed_crossing/",
    trap="a wide input that is zero but for one cell, with columns that may never be set",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(40)
    n = 400
    district = rng.choice(["north", "south", "harbour", "centre"], n)
    hour = rng.integers(0, 24, n)
    distance = rng.gamma(2.0, 2.0, n).astype("float32")
    rush = ((hour >= 7) & (hour <= 9)) | ((hour >= 16) & (hour <= 18))
    minutes = 3 + 2.2 * distance + 5 * (rush & (district == "centre")) + rng.normal(0, 1, n)
    y = ((minutes - minutes.mean()) / minutes.std()).astype("float32")

    cross = keras.layers.HashedCrossing(num_bins=48, output_mode="one_hot")

    def encode(row, target):
        return {"cross": cross((row["district"], row["hour"])), "distance": (row["distance"] - 4.0) / 2.8}, target

    rows = {"district": district[:, None], "hour": hour[:, None], "distance": distance[:, None]}
    ds = tf.data.Dataset.from_tensor_slices((rows, y[:, None])).shuffle(n).batch(40)
    return ds.map(encode, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = {"cross": keras.Input((48,), name="cross"), "distance": keras.Input((1,), name="distance")}
    h = keras.layers.Concatenate()([inputs["cross"], inputs["distance"]])
    h = keras.layers.Dense(16, activation="relu")(h)
    model = keras.Model(inputs, keras.layers.Dense(1)(h))
    model.compile("adam", "mse")
    return model
