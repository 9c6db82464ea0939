from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='parse_single_then_batch',
    title='records parsed one by one, then batched',
    source='composed for the kit',
    keras='any',
)


def _record(i):
    f = {"x": tf.train.Feature(float_list=tf.train.FloatList(value=[(i * 37 % 101) / 50 - 1, (i * 53 % 97) / 48 - 1])),
         "y": tf.train.Feature(int64_list=tf.train.Int64List(value=[int(i * 37 % 101 > 50)]))}
    return tf.train.Example(features=tf.train.Features(feature=f)).SerializeToString()


def make_dataset():
    spec = {"x": tf.io.FixedLenFeature((2,), tf.float32), "y": tf.io.FixedLenFeature((), tf.int64)}

    def parse(record):
        row = tf.io.parse_single_example(record, spec)
        return row["x"], row["y"]

    records = tf.data.Dataset.from_tensor_slices([_record(i) for i in range(96)])
    return records.shuffle(96).map(parse, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(tf.data.AUTOTUNE)


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
