from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="csv_semicolons",
    title="A semicolon-separated file is read with the default delimiter",
    source="https://www.tensorflow.org/api_docs/python/tf/io/decode_csv (field_delim)",
    kind="error",
    cause="csv-delimiter",
    groups=["elements", "values", "training"],
    keras="any",
    explain="'Expect 3 fields but have 1 in record'. Pass field_delim=';'.",
)


def make_dataset():
    rng = np.random.default_rng(63)
    path = os.path.join(tempfile.mkdtemp(), "wine.csv")
    x = rng.normal(size=(160, 2))
    np.savetxt(
        path,
        np.column_stack([x, x.sum(1)]),
        fmt="%.3f",
        delimiter=";",
        header="acid;sugar;quality",
        comments="",
    )

    def parse(lines):
        acid, sugar, quality = tf.io.decode_csv(lines, [0.0] * 3)
        return tf.stack([acid, sugar], axis=1), quality[:, None]

    ds = tf.data.TextLineDataset(path).skip(1).shuffle(160).batch(16)
    return ds.map(parse, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
