from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='tfrecords_gzip',
    title='rows in compressed TFRecord files, read with their compression',
    source='composed for the kit',
    keras='any',
)


import os
import tempfile

DIR = tempfile.mkdtemp()


def _write():
    rng = np.random.default_rng(0)
    for part in range(4):
        path = os.path.join(DIR, f"{part}.tfrecord.gz")
        if os.path.exists(path):
            continue
        with tf.io.TFRecordWriter(path, tf.io.TFRecordOptions("GZIP")) as file:
            for _ in range(50):
                x = rng.normal(size=6).astype("float32")
                feature = {
                    "x": tf.train.Feature(float_list=tf.train.FloatList(value=x)),
                    "y": tf.train.Feature(int64_list=tf.train.Int64List(value=[int(x[0] > 0)])),
                }
                file.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())


def make_dataset():
    _write()
    files = tf.data.Dataset.list_files(os.path.join(DIR, "*.gz"), shuffle=True)
    ds = files.interleave(lambda f: tf.data.TFRecordDataset(f, compression_type="GZIP"), cycle_length=4, num_parallel_calls=tf.data.AUTOTUNE)
    ds = ds.apply(tf.data.experimental.assert_cardinality(200)).shuffle(200).batch(20)
    spec = {"x": tf.io.FixedLenFeature((6,), tf.float32), "y": tf.io.FixedLenFeature((1,), tf.int64)}

    def parse(lines):
        row = tf.io.parse_example(lines, spec)
        return row["x"], row["y"]

    return ds.map(parse, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
