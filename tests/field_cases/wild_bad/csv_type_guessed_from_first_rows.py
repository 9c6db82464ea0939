from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="csv_type_guessed_from_first_rows",
    title="make_csv_dataset takes a column for integers after its first rows, later rows have decimals",
    source="https://github.com/google/model_search/issues/38 (and num_rows_for_inference=100 in https://www.tensorflow.org/api_docs/python/tf/data/experimental/make_csv_dataset)",
    kind="error",
    cause="csv-column-type",
    groups=['elements'],
    keras="any",
    explain="The meter was read by hand in whole units until row 180 and by radio, with decimals, after that. The type is guessed from "
    "the first 100 rows: int32. Epoch 1 ends with 'Field 1 in record is not a valid int32: ...'. Give column_defaults or "
    "num_rows_for_inference=None. Checked: element_spec of 'usage' is int32, fit raises; with column_defaults it trains.",
)


def _write():
    rng = np.random.default_rng(38)
    path = os.path.join(tempfile.mkdtemp(), "meters.csv")
    with open(path, "w") as f:
        f.write("people,usage,area,heated\n")
        for i in range(300):
            people = rng.integers(1, 6)
            heated = rng.integers(0, 2)
            usage = 40 + 25 * people + 60 * heated + rng.normal(0, 10)
            usage = "%d" % round(usage) if i < 180 else "%.2f" % usage
            f.write("%d,%s,%.1f,%d\n" % (people, usage, rng.normal(90, 20), heated))
    return path


def make_dataset():
    ds = tf.data.experimental.make_csv_dataset(
        _write(), batch_size=20, label_name="heated", num_epochs=1, shuffle=False
    )

    def scaled(row, heated):
        people = tf.cast(row["people"], tf.float32) / 5.0
        usage = tf.cast(row["usage"], tf.float32) / 100.0
        area = row["area"] / 100.0
        return tf.stack([people, usage, area], axis=1), heated

    return ds.map(scaled).shuffle(8).prefetch(1)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
