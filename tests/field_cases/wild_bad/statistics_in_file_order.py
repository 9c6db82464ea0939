from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="statistics_in_file_order",
    title="means and deviations lie in the order of the file, the columns are stacked in alphabetical order",
    source="composed",
    kind="silent",
    groups=["values", "wiring"],
    keras="any",
)

COLUMNS = ["square_feet", "rooms", "age", "tax", "price"]


def _write():
    rng = np.random.default_rng(20)
    path = os.path.join(tempfile.mkdtemp(), "houses.csv")
    n = 320
    feet = rng.normal(1600, 350, n)
    rooms = np.clip(np.round(feet / 320 + rng.normal(0, 0.7, n)), 1, 9)
    age = rng.uniform(0, 90, n)
    tax = 900 + 1.8 * feet + rng.normal(0, 300, n)
    price = (feet * 0.15 + rooms * 12 - age * 0.8 + rng.normal(0, 8, n)) / 100
    table = np.stack([feet, rooms, age, tax, price], axis=1)
    np.savetxt(path, table, delimiter=",", fmt="%.3f", header=",".join(COLUMNS), comments="")
    return path


def make_dataset():
    path = _write()
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    mean = table[:, :4].mean(axis=0).astype("float32")
    std = table[:, :4].std(axis=0).astype("float32")

    ds = tf.data.experimental.CsvDataset(path, [tf.float32] * 5, header=True)
    ds = ds.map(lambda *values: dict(zip(COLUMNS, values)))

    def to_vector(row):
        price = row.pop("price")
        x = tf.stack([row[name] for name in sorted(row)])
        return (x - mean) / std, price

    return ds.map(to_vector).cache().shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
