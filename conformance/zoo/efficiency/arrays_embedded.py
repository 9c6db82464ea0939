"""Looks for large arrays that became constants of the pipeline's graph.

Why it matters: a NumPy array used inside a `map` function is copied into the function's graph when it
is traced, and again when the pipeline is saved or sent to a service; a graph may hold 2 GB, and above
that it is empty without an error (measured on TensorFlow 2.4, 2.15 and 2.21). Arrays given to
`from_tensor_slices` are held beside your own copy: 100 MB took 200 MB from 2.15 on
(https://www.tensorflow.org/guide/data#consuming_numpy_arrays).

What to look at: tables that a function looks things up in. Made a tensor outside, the graph refers to
it. Data of many hundred MB is better read from files.

When to ignore it: where memory is plentiful and the pipeline is never saved. `--skip arrays-embedded`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _parts():
    rng = np.random.default_rng(0)
    table = rng.normal(size=(200_000, 6)).astype("float32")
    rows = rng.permutation(200_000)[:240]
    return table, tf.data.Dataset.from_tensor_slices((rows, (table[rows].sum(axis=1) > 0) * 1.0))


def _pipeline(table, rows):
    rows = rows.shuffle(240).batch(24).map(lambda row, y: (tf.gather(table, row), y))
    return rows.prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline(*_parts())


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    table, rows = _parts()
    return _pipeline(tf.constant(table), rows)
