from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="header_of_second_file",
    title="skip(1) on a list of CSV files removes only the first header",
    source=(
        "https://www.tensorflow.org/guide/data#consuming_text_data (skip(1) per file inside "
        "interleave/flat_map)"
    ),
    kind="error",
    cause="csv-header",
    groups=["values", "elements", "training"],
    keras="any",
    explain=(
        "TextLineDataset joins the files, the second header line is parsed as data. Skip "
        "inside interleave."
    ),
)


def make_dataset():
    folder = tempfile.mkdtemp()
    rng = np.random.default_rng(85)
    paths = [os.path.join(folder, f"{k}.csv") for k in range(3)]
    for path in paths:
        x = rng.normal(size=(60, 2))
        np.savetxt(
            path,
            np.column_stack([x, x.sum(1)]),
            fmt="%.3f",
            delimiter=",",
            header="a,b,y",
            comments="",
        )

    def parse(line):
        a, b, y = tf.io.decode_csv(line, [0.0] * 3)
        return tf.stack([a, b]), y[None]

    ds = tf.data.TextLineDataset(paths).skip(1).map(parse, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.shuffle(200).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
