from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="batch_then_parse_example",
    title="TFRecord: shuffle, batch the bytes, then parse_example on whole batches",
    source="https://www.tensorflow.org/guide/data_performance#vectorizing_mapping",
    trap="map after batch; the shuffled elements are strings",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(63)
    folder = tempfile.mkdtemp()
    for shard in range(3):
        with tf.io.TFRecordWriter(os.path.join(folder, f"{shard}.tfrecord")) as out:
            for _ in range(80):
                v = rng.normal(size=5).astype("float32")
                feature = {
                    "x": tf.train.Feature(float_list=tf.train.FloatList(value=v)),
                    "y": tf.train.Feature(
                        int64_list=tf.train.Int64List(value=[int(v[:2].sum() > 0)])
                    ),
                }
                out.write(
                    tf.train.Example(
                        features=tf.train.Features(feature=feature)
                    ).SerializeToString()
                )
    spec = {"x": tf.io.FixedLenFeature([5], tf.float32), "y": tf.io.FixedLenFeature([], tf.int64)}

    def parse(records):
        rows = tf.io.parse_example(records, spec)
        return rows["x"], rows["y"]

    files = tf.data.Dataset.list_files(folder + "/*.tfrecord")
    ds = files.interleave(
        tf.data.TFRecordDataset, cycle_length=3, num_parallel_calls=tf.data.AUTOTUNE
    )
    return (
        ds.shuffle(240)
        .batch(24)
        .map(parse, num_parallel_calls=tf.data.AUTOTUNE)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((5,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
