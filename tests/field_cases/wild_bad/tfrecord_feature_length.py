from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="tfrecord_feature_length",
    title="FixedLenFeature([28]) for a vector of 32 numbers",
    source=(
        "https://www.tensorflow.org/tutorials/load_data/tfrecord (the feature description "
        "must fit the data)"
    ),
    kind="error",
    cause="tfrecord-feature-shape",
    groups=["elements", "training"],
    keras="any",
    explain="The parser refuses every record ('Can't parse serialized Example'). Declare [32].",
)


def make_dataset():
    rng = np.random.default_rng(18)
    path = os.path.join(tempfile.mkdtemp(), "train.tfrecord")
    with tf.io.TFRecordWriter(path) as out:
        for _ in range(96):
            v = rng.normal(size=32).astype("float32")
            feature = {
                "signal": tf.train.Feature(float_list=tf.train.FloatList(value=v)),
                "kind": tf.train.Feature(
                    int64_list=tf.train.Int64List(value=[int(v[:4].sum() > 0)])
                ),
            }
            out.write(
                tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString()
            )
    spec = {
        "signal": tf.io.FixedLenFeature([28], tf.float32),
        "kind": tf.io.FixedLenFeature([], tf.int64),
    }

    def parse(batch):
        row = tf.io.parse_example(batch, spec)
        return row["signal"], row["kind"]

    return (
        tf.data.TFRecordDataset(path)
        .shuffle(96)
        .batch(16)
        .map(parse, num_parallel_calls=tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [keras.Input((28,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(2)]
    )
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
