from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="default_hides_misspelled_feature",
    title="the record holds 'n_rooms', the spec asks for 'rooms' with a default, so the input is zero in every row",
    source="https://github.com/tensorflow/ranking/issues/125",
    kind="silent",
    groups=["values"],
    keras="any",
)

SPEC = {
    "area": tf.io.FixedLenFeature([1], tf.float32, default_value=[0.0]),
    "rooms": tf.io.FixedLenFeature([1], tf.float32, default_value=[0.0]),
    "floor": tf.io.FixedLenFeature([1], tf.float32, default_value=[0.0]),
    "rent": tf.io.FixedLenFeature([1], tf.float32),
}


def _write():
    rng = np.random.default_rng(21)
    path = os.path.join(tempfile.mkdtemp(), "flats.tfrecord")
    with tf.io.TFRecordWriter(path) as writer:
        for _ in range(300):
            rooms = rng.integers(1, 6)
            area = 18 * rooms + rng.normal(10, 5)
            floor = rng.integers(0, 9)
            values = {
                "area": area / 100,
                "n_rooms": float(rooms),
                "floor": float(floor),
                "rent": (6 * area + 90 * rooms + 12 * floor + rng.normal(0, 40)) / 500,
            }
            feature = {k: tf.train.Feature(float_list=tf.train.FloatList(value=[v])) for k, v in values.items()}
            writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
    return path


def make_dataset():
    def parse(records):
        row = tf.io.parse_example(records, SPEC)
        rent = row.pop("rent")
        return row, rent

    ds = tf.data.TFRecordDataset(_write()).cache().shuffle(300).batch(25)
    return ds.map(parse, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = {name: keras.Input((1,), name=name) for name in ("area", "rooms", "floor")}
    h = keras.layers.Concatenate()(list(inputs.values()))
    h = keras.layers.Dense(16, activation="relu")(h)
    model = keras.Model(inputs, keras.layers.Dense(1)(h))
    model.compile("adam", "mse")
    return model
