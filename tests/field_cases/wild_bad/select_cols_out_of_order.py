from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="select_cols_out_of_order",
    title="select_cols of CsvDataset lists the columns in the wanted order and not in that of the file",
    source="https://www.tensorflow.org/api_docs/python/tf/data/experimental/CsvDataset",
    kind="error",
    groups=["elements"],
    keras="any",
)


def _write():
    rng = np.random.default_rng(31)
    path = os.path.join(tempfile.mkdtemp(), "cars.csv")
    with open(path, "w") as f:
        f.write("id,weight,horsepower,year,mpg\n")
        for i in range(200):
            weight = rng.normal(3.0, 0.7)
            power = 40 * weight + rng.normal(0, 15)
            mpg = 46 - 7 * weight - 0.03 * power + rng.normal(0, 2)
            f.write(f"{i},{weight:.2f},{power:.0f},{rng.integers(70, 83)},{mpg:.1f}\n")
    return path


def make_dataset():
    ds = tf.data.experimental.CsvDataset(
        _write(),
        [tf.float32, tf.float32, tf.float32],
        header=True,
        select_cols=[4, 1, 2],
    )
    ds = ds.map(lambda mpg, weight, power: (tf.stack([weight / 3, power / 100]), mpg / 10))
    return ds.shuffle(200).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
