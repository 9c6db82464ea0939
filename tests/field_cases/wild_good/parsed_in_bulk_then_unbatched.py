from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="parsed_in_bulk_then_unbatched",
    title="Records are parsed 64 at a time, taken apart, shuffled and batched again to 20",
    source="composed",
    trap="two batches in the plan, the first only for the parsing",
    keras="any",
)

N = 260
SPEC = {
    "vibration": tf.io.FixedLenFeature([8], tf.float32),
    "machine": tf.io.FixedLenFeature([], tf.string),
    "worn": tf.io.FixedLenFeature([], tf.int64),
}
MACHINES = ["lathe", "mill", "drill"]


def _write():
    rng = np.random.default_rng(51)
    path = os.path.join(tempfile.mkdtemp(), "machines.tfrecord")
    with tf.io.TFRecordWriter(path) as writer:
        for _ in range(N):
            m = rng.integers(0, 3)
            worn = int(rng.integers(0, 2))
            values = rng.normal(0, 0.6 + 0.5 * worn + 0.1 * m, 8)
            feature = {
                "vibration": tf.train.Feature(float_list=tf.train.FloatList(value=values)),
                "machine": tf.train.Feature(bytes_list=tf.train.BytesList(value=[MACHINES[m].encode()])),
                "worn": tf.train.Feature(int64_list=tf.train.Int64List(value=[worn])),
            }
            writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
    return path


def make_dataset():
    lookup = keras.layers.StringLookup(vocabulary=MACHINES, num_oov_indices=0, output_mode="one_hot")

    def parse(records):
        row = tf.io.parse_example(records, SPEC)
        return {"vibration": row["vibration"], "machine": lookup(row["machine"])}, row["worn"]

    ds = tf.data.TFRecordDataset(_write()).batch(64).map(parse, num_parallel_calls=tf.data.AUTOTUNE).unbatch()
    ds = ds.apply(tf.data.experimental.assert_cardinality(N))
    return ds.cache().shuffle(N).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = {
        "vibration": keras.Input((8,), name="vibration"),
        "machine": keras.Input((3,), name="machine"),
    }
    h = keras.layers.Concatenate()([inputs["vibration"], inputs["machine"]])
    h = keras.layers.Dense(16, activation="relu")(h)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(h))
    model.compile("adam", "binary_crossentropy")
    return model
