from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='glob_matches_nothing',
    title='the file pattern matches no file',
    source='composed for the kit',
    kind='error',
    groups=['elements', 'completeness'],
    keras='any',
)


def make_dataset():
    files = tf.data.Dataset.list_files("/nowhere-at-all/*.tfrecord")
    rows = files.interleave(tf.data.TFRecordDataset)
    return rows.map(lambda r: (tf.io.decode_raw(r, tf.float32), 0.0)).batch(16)


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
