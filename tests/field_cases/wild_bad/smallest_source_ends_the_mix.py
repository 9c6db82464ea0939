from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="smallest_source_ends_the_mix",
    title="choose_from_datasets stops with the smallest of three sources and most of the other two is never seen",
    source="https://github.com/huggingface/datasets/issues/3064",
    kind="silent",
    groups=["completeness"],
    keras="any",
)


def _source(seed, n, offset):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 5)).astype("float32") + offset
    y = (x[:, 0] + x[:, 1] > 2 * offset).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(n)


def make_dataset():
    hospitals = [_source(1, 300, 0.0), _source(2, 240, 0.3), _source(3, 12, -0.3)]
    turns = tf.data.Dataset.range(len(hospitals)).repeat()
    ds = tf.data.Dataset.choose_from_datasets(hospitals, turns)
    return ds.batch(12).prefetch(tf.data.AUTOTUNE)


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
