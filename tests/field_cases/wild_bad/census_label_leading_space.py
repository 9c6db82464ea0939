from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="census_label_leading_space",
    title="fields are parted by comma and space, so the label ' >50K' never equals '>50K' and all labels are zero",
    source="composed",
    kind="silent",
    groups=["labels"],
    keras="any",
)


def _write():
    rng = np.random.default_rng(18)
    path = os.path.join(tempfile.mkdtemp(), "adult.data")
    with open(path, "w") as f:
        for _ in range(400):
            age = rng.integers(17, 80)
            school = rng.integers(5, 17)
            hours = rng.integers(15, 70)
            score = 0.03 * (age - 40) + 0.3 * (school - 11) + 0.04 * (hours - 40) + rng.normal(0, 0.5)
            income = ">50K" if score > 0.4 else "<=50K"
            f.write(f"{age}, {school}, {hours}, {income}\n")
    return path


def _parse(line):
    age, school, hours, income = tf.io.decode_csv(line, [[0.0], [0.0], [0.0], [""]])
    x = tf.stack([(age - 40) / 15, (school - 11) / 3, (hours - 40) / 15])
    return x, tf.cast(tf.equal(income, ">50K"), tf.float32)


def make_dataset():
    ds = tf.data.TextLineDataset(_write()).map(_parse, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.cache().shuffle(400).batch(40).prefetch(tf.data.AUTOTUNE)


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
