from __future__ import annotations

import glob
import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="files_matched_twice",
    title="Two glob patterns match the same shards",
    source=(
        "https://docs.python.org/3/library/glob.html, "
        "https://www.tensorflow.org/api_docs/python/tf/data/TFRecordDataset"
    ),
    kind="silent",
    cause="duplicated-examples",
    groups=["completeness"],
    keras="any",
    explain=(
        "'*.tfrecord' also matches 'extra-*.tfrecord', so those rows count double in every "
        "epoch. Use a set of names."
    ),
    evidence="360 rows are yielded, 240 distinct",
)


def _write(folder, name, seed):
    rng = np.random.default_rng(seed)
    with tf.io.TFRecordWriter(os.path.join(folder, name)) as out:
        for v in rng.normal(size=(60, 4)).astype("float32"):
            out.write(tf.io.serialize_tensor(v).numpy())


def make_dataset():
    folder = tempfile.mkdtemp()
    for k, name in enumerate(["a-0", "a-1", "extra-0", "extra-1"]):
        _write(folder, name + ".tfrecord", 79 + k)
    files = sorted(glob.glob(folder + "/*.tfrecord")) + sorted(
        glob.glob(folder + "/extra-*.tfrecord")
    )

    def parse(record):
        v = tf.ensure_shape(tf.io.parse_tensor(record, tf.float32), (4,))
        return v[:3], tf.reduce_sum(v[:2] * v[2:], keepdims=True)

    ds = tf.data.TFRecordDataset(files).map(parse, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.shuffle(400).batch(40).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
