from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="pages_by_skip",
    title="pages are drawn with skip and take from the parsed file, so each page parses the file anew from its beginning",
    source="composed",
    kind="slow",
    groups=["efficiency"],
    keras="any",
)

ROWS, PAGE = 1500, 50


def _write():
    rng = np.random.default_rng(35)
    path = os.path.join(tempfile.mkdtemp(), "sensor.csv")
    x = rng.normal(20, 5, (ROWS, 6))
    y = (x.mean(axis=1) > 20).astype(int)
    with open(path, "w") as f:
        for row, label in zip(x, y):
            f.write(",".join(f"{v:.2f}" for v in row) + f",{label}\n")
    return path


def _parse(line):
    values = tf.io.decode_csv(line, [[0.0]] * 7)
    return (tf.stack(values[:6]) - 20.0) / 5.0, values[6]


def make_dataset():
    rows = tf.data.TextLineDataset(_write()).map(_parse)
    pages = tf.data.Dataset.range(ROWS // PAGE).shuffle(ROWS // PAGE)
    ds = pages.flat_map(lambda i: rows.skip(i * PAGE).take(PAGE))
    return ds.shuffle(4 * PAGE).batch(PAGE).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
