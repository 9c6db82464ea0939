from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="csv_names_shifted",
    title="The column names given for a headerless CSV are shifted by one",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/data/experimental/make_csv_dataset "
        "(column_names, header=False)"
    ),
    kind="silent",
    cause="csv-column-order",
    groups=["labels", "values", "wiring"],
    keras="any",
    explain=(
        "The file starts with the label, the names end with it, so a measurement is taken for "
        "the 0/1 label. Put the names in file order."
    ),
    evidence=(
        "labels lie in -2.8..3.1, 299 distinct values, for a sigmoid with binary_crossentropy"
    ),
)


def make_dataset():
    rng = np.random.default_rng(62)
    x = rng.normal(size=(300, 3))
    ill = (x[:, 0] - x[:, 1] > 0).astype(int)
    path = os.path.join(tempfile.mkdtemp(), "data.csv")
    np.savetxt(path, np.column_stack([ill, x]), fmt="%.4f", delimiter=",")
    ds = tf.data.experimental.make_csv_dataset(
        path,
        30,
        column_names=["bmi", "glucose", "insulin", "ill"],
        column_defaults=[0.0] * 4,
        label_name="ill",
        header=False,
        num_epochs=1,
        shuffle_buffer_size=300,
    )
    return ds.map(lambda row, y: (tf.stack(list(row.values()), axis=1), y)).prefetch(
        tf.data.AUTOTUNE
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
