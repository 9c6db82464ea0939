from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="target_left_in_features",
    title="The target column is not popped from the CSV features",
    source=(
        "https://www.tensorflow.org/tutorials/load_data/csv (features.pop('Age') separates "
        "the label)"
    ),
    kind="silent",
    cause="target-leakage",
    groups=["labels", "values", "wiring"],
    keras="any",
    explain=(
        "The last feature is the label itself; the model copies it and is useless on new "
        "rows. Pop it."
    ),
    evidence="column 3 equals the label in all 300 rows",
)


def make_dataset():
    rng = np.random.default_rng(61)
    x = rng.normal(size=(300, 3))
    sold = (x.sum(1) + rng.normal(size=300) > 0).astype(int)
    path = os.path.join(tempfile.mkdtemp(), "houses.csv")
    np.savetxt(
        path,
        np.column_stack([x, sold]),
        fmt="%.3f",
        delimiter=",",
        header="size,rooms,year,sold",
        comments="",
    )
    ds = tf.data.experimental.make_csv_dataset(
        path, 30, num_epochs=1, shuffle=True, shuffle_buffer_size=300
    )

    def split(row):
        label = row["sold"]
        return tf.stack([tf.cast(v, tf.float32) for v in row.values()], axis=1), label

    return ds.map(split, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
