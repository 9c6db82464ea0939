"""Looks for a Sequence whose on_epoch_end nobody calls, because fit sees a Dataset made from it.

Why it matters: a Sequence that shuffles in `on_epoch_end` and is read through
`Dataset.from_generator` gives the rows in the same order in every epoch: measured on TensorFlow 2.15
and 2.21, it was called once, in `__init__` (tensorflow/tensorflow#48661). Nothing raises.

What to look at: what the generator function refers to. Give the Sequence itself to fit, or call
`on_epoch_end` at the end of the generator.

When to ignore it: where `on_epoch_end` has nothing to do with the data; list it as an expected
failure.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


class Rows(keras.utils.Sequence):
    def __init__(self):
        super().__init__()
        self.x, self.y = _table()
        self.rng = np.random.default_rng(1)
        self.on_epoch_end()

    def __len__(self):
        return 10

    def __getitem__(self, index):
        rows = self.order[24 * index : 24 * index + 24]
        return self.x[rows], self.y[rows]

    def on_epoch_end(self):
        self.order = self.rng.permutation(240)


def make_dataset():
    sequence = Rows()

    def batches():
        for index in range(len(sequence)):
            yield sequence[index]

    signature = (tf.TensorSpec((None, 6), tf.float32), tf.TensorSpec((None,), tf.float32))
    rows = tf.data.Dataset.from_generator(batches, output_signature=signature)
    rows = rows.apply(tf.data.experimental.assert_cardinality(10))
    return rows.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return Rows()
