from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="adapted_on_one_sorted_batch",
    title="Normalization is adapted on the first batch of a file sorted by month, where the month never varies",
    source="https://github.com/keras-team/keras/issues/20011",
    kind="silent",
    groups=["values"],
    keras="any",
)


def _write_csv():
    rng = np.random.default_rng(12)
    path = os.path.join(tempfile.mkdtemp(), "rentals.csv")
    with open(path, "w") as f:
        f.write("month,temperature,humidity,rentals\n")
        for month in range(1, 13):
            for _ in range(40):
                t = 10 - 11 * np.cos((month - 1) / 12 * 2 * np.pi) + rng.normal(0, 3)
                h = rng.uniform(35, 95)
                n = max(0, 40 + 9 * t - 0.4 * h + rng.normal(0, 15))
                f.write(f"{month},{t:.1f},{h:.0f},{n / 100:.2f}\n")
    return path


def make_dataset():
    rows = tf.data.experimental.CsvDataset(_write_csv(), [tf.float32] * 4, header=True)
    rows = rows.map(lambda m, t, h, n: (tf.stack([m, t, h]), n))

    normalizer = keras.layers.Normalization(axis=-1)
    normalizer.adapt(rows.map(lambda x, y: x).batch(32).take(1))

    ds = rows.shuffle(480).batch(32)
    return ds.map(lambda x, y: (normalizer(x), y)).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
