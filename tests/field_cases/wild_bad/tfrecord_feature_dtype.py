from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="tfrecord_feature_dtype",
    title="The label was written as a float list and is parsed as int64",
    source=(
        "https://www.tensorflow.org/tutorials/load_data/tfrecord (float_list, int64_list, "
        "bytes_list)"
    ),
    kind="error",
    cause="tfrecord-feature-dtype",
    groups=["elements", "labels", "training"],
    keras="any",
    explain=(
        "'Data types don't match. Expected type: int64'. Parse as float32 and cast, or write "
        "an int64 list."
    ),
)


def make_dataset():
    rng = np.random.default_rng(19)
    path = os.path.join(tempfile.mkdtemp(), "train.tfrecord")
    with tf.io.TFRecordWriter(path) as out:
        for _ in range(96):
            v = rng.normal(size=6).astype("float32")
            feature = {
                "x": tf.train.Feature(float_list=tf.train.FloatList(value=v)),
                "y": tf.train.Feature(float_list=tf.train.FloatList(value=[float(v[0] > v[1])])),
            }
            out.write(
                tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString()
            )

    def parse(record):
        spec = {
            "x": tf.io.FixedLenFeature([6], tf.float32),
            "y": tf.io.FixedLenFeature([1], tf.int64),
        }
        row = tf.io.parse_single_example(record, spec)
        return row["x"], row["y"]

    ds = tf.data.TFRecordDataset(path).map(parse, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.shuffle(96).batch(16).prefetch(tf.data.AUTOTUNE)


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
