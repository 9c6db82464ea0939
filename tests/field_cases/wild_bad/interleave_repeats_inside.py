from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="interleave_repeats_inside",
    title="each file repeats inside interleave, so the first two of six shards never end and the others are never opened",
    source="composed",
    kind="silent",
    groups=["completeness"],
    keras="any",
)

SPEC = {
    "reading": tf.io.FixedLenFeature([5], tf.float32),
    "fault": tf.io.FixedLenFeature([], tf.int64),
}


def _write_shards(shards=6, rows=40):
    rng = np.random.default_rng(13)
    folder = tempfile.mkdtemp()
    paths = []
    for s in range(shards):
        paths.append(os.path.join(folder, f"pump-{s:02d}.tfrecord"))
        with tf.io.TFRecordWriter(paths[-1]) as writer:
            for _ in range(rows):
                v = rng.normal(0.4 * s - 1, 0.8, 5)
                fault = int(v.mean() + rng.normal(0, 0.2) > 0)
                feature = {
                    "reading": tf.train.Feature(float_list=tf.train.FloatList(value=v)),
                    "fault": tf.train.Feature(int64_list=tf.train.Int64List(value=[fault])),
                }
                writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
    return paths


def _parse(record):
    row = tf.io.parse_single_example(record, SPEC)
    return row["reading"], row["fault"]


def make_dataset():
    files = tf.data.Dataset.from_tensor_slices(_write_shards())
    ds = files.interleave(
        lambda path: tf.data.TFRecordDataset(path).repeat(),
        cycle_length=2,
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    ds = ds.map(_parse, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.shuffle(120).batch(20).prefetch(tf.data.AUTOTUNE)


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


FIT = dict(steps_per_epoch=12)
