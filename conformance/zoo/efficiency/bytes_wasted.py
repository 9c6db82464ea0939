"""Looks for one-hot rows over many classes, where the ids would do.

Why it matters: a batch of 32 sequences of 24 words over a vocabulary of 8000 is 49 MB of float64, of
which 768 numbers are not zero; the ids are 3 kB. Making, moving and multiplying the zeros took half of
the time of an epoch (https://stackoverflow.com/questions/50623129).

What to look at: `to_categorical`, `tf.one_hot` and `CategoryEncoding` in the pipeline.

When to ignore it: rows that are no ids by nature (soft labels are not one-hot and are not meant).
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

CLASSES = 5000


def _rows():
    rng = np.random.default_rng(0)
    words = rng.integers(0, CLASSES, (256, 3)).astype("int32")
    following = ((words[:, 0] + words[:, 1]) // 2).astype("int32")
    return tf.data.Dataset.from_tensor_slices((words, following))


def _model(loss):
    layers = [
        keras.Input((3,), dtype="int32"),
        keras.layers.Embedding(CLASSES, 4),
        keras.layers.Flatten(),
        keras.layers.Dense(CLASSES, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile("adam", loss)
    return model


def make_dataset():
    rows = _rows().shuffle(256).batch(64)
    return rows.map(lambda x, y: (x, tf.one_hot(y, CLASSES))).prefetch(tf.data.AUTOTUNE)


def make_model():
    return _model("categorical_crossentropy")


def mended_dataset():
    return _rows().shuffle(256).batch(64).prefetch(tf.data.AUTOTUNE)


def mended_model():
    return _model("sparse_categorical_crossentropy")
