"""Looks for targets that are strings.

Why it matters: a loss computes with its targets. Class names raise `Cast string to float is not
supported` or `Expected ... but got string` from inside the graph, on TensorFlow 2.4 to 2.21.

What to look at: where the labels come from: a column of names in a CSV, the folder of an image.
`StringLookup(vocabulary=names, num_oov_indices=0)` or a `tf.lookup` table gives ids; keep the order
of the names, which says what each output unit means.

When to ignore it: not reported for a loss of your own. Otherwise never.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _batches(encode):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = encode(np.argmax(x[:, :4], axis=1))
    rows = tf.data.Dataset.from_tensor_slices((x, y))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(lambda ids: np.array(["ant", "bee", "cat", "dog"])[ids])


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _batches(lambda ids: ids)
