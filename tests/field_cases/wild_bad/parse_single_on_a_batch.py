from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='parse_single_on_a_batch',
    title='parse_single_example is given a batch of records',
    source='composed for the kit',
    kind='error',
    groups=['elements'],
    keras='any',
)


def _record(i):
    f = {"x": tf.train.Feature(float_list=tf.train.FloatList(value=[i % 7, 1.0])),
         "y": tf.train.Feature(int64_list=tf.train.Int64List(value=[i % 2]))}
    return tf.train.Example(features=tf.train.Features(feature=f)).SerializeToString()


def make_dataset():
    spec = {"x": tf.io.FixedLenFeature((2,), tf.float32), "y": tf.io.FixedLenFeature((), tf.int64)}

    def parse(record):
        row = tf.io.parse_single_example(record, spec)
        return row["x"], row["y"]

    return tf.data.Dataset.from_tensor_slices([_record(i) for i in range(96)]).batch(16).map(parse)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
