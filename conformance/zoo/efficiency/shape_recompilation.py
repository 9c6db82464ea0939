"""Looks for many different batch shapes with a train step compiled by XLA.

Why it matters: `jit_compile=True` compiles a program for each shape it meets. Batches padded to their
own longest sequence have a shape of their own: measured with 8 lengths, 5.3 s against 1.3 s with one
length on TensorFlow 2.21, 1.6 s against 0.65 s on 2.15 (tensorflow/tensorflow#62198). Counters of
traces do not show it.

What to look at: pad to one length, or to a few with `bucket_by_sequence_length` and
`pad_to_bucket_boundary=True`.

When to ignore it: a long run with few lengths pays once for each. `--skip shape-recompilation`.
"""

import inspect

import numpy as np
import tensorflow as tf
from tensorflow import keras


def NEEDS():  # compile(jit_compile=...) came with TensorFlow 2.8
    return "jit_compile" in inspect.signature(keras.Model.compile).parameters


def _pipeline(padded_to):
    rng = np.random.default_rng(0)
    tokens = rng.integers(1, 50, size=(96, 40))
    length = 5 + np.arange(96) % 32
    label = (tokens[:, 0] > 25).astype("float32")
    rows = tf.data.Dataset.from_tensor_slices((tokens, length, label)).shuffle(96)
    rows = rows.map(lambda t, n, y: (t[:n], y))
    rows = rows.padded_batch(8, padded_shapes=((padded_to,), ()))
    return rows.prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline(None)


def make_model():
    embedded = [keras.layers.Embedding(50, 4), keras.layers.GlobalAveragePooling1D()]
    output = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((None,), dtype="int64"), *embedded, output])
    model.compile("sgd", "binary_crossentropy", jit_compile=True)
    return model


def mended_dataset():
    return _pipeline(40)
