from __future__ import annotations

import time

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="blocking_reads_one_by_one",
    title="Slow remote reads in a map without num_parallel_calls",
    source=("https://www.tensorflow.org/guide/data_performance#parallelizing_data_transformation"),
    kind="slow",
    cause="serial-map",
    groups=["efficiency"],
    keras="any",
    explain=(
        "Each read waits 5 ms for the network and the next one waits for it. "
        "num_parallel_calls=AUTOTUNE overlaps them."
    ),
    evidence=(
        "0.74 s an epoch, 0.36 s with num_parallel_calls=8 (TensorFlow 2.15; 0.83 and 0.55 on "
        "2.21, busy machine)"
    ),
)


def fetch(key):
    time.sleep(0.005)
    return np.random.default_rng(int(key)).normal(size=8).astype("float32")


def make_dataset():
    def load(key):
        row = tf.ensure_shape(tf.numpy_function(fetch, [key], tf.float32), (8,))
        return row, tf.cast(tf.reduce_sum(row[:4]) > 0, tf.float32)

    return tf.data.Dataset.range(128).shuffle(128).map(load).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
