"""Looks for a model that waits for its data.

Why it matters: an accelerator that waits is paid for and not used. The check times an epoch of the
pipeline alone, and a step of the model on one batch held in memory; it warns where a batch takes more
than three steps to make, and from TensorFlow 2.17 it names the stage with the most work of its own
(https://www.tensorflow.org/guide/data_performance_analysis).

What to look at: the stage named; whether it can run in parallel (`num_parallel_calls`), be cached, be
done before training, or work on batches.

When to ignore it: where the model is a small stand-in for the real one: then every pipeline is
slower. `--skip input-bound`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


def _rows():
    return tf.data.Dataset.from_tensor_slices(_table())


def _slow(x):
    """A deterministic step that takes long: 12,000 turns of a loop in the graph."""

    def turn(i, value):
        return i + 1, value * 0.9999 + 0.0001

    return tf.while_loop(lambda i, _: i < 12000, turn, (0, x))[1]


def _noisy(x, y):
    return x + tf.random.normal(tf.shape(x), 0, 0.1), y


def make_dataset():
    rows = _rows().shuffle(240).batch(60).map(_noisy).map(lambda x, y: (_slow(x), y))
    return rows.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    rows = _rows().batch(60).map(lambda x, y: (_slow(x), y)).unbatch()
    rows = rows.apply(tf.data.experimental.assert_cardinality(240)).cache()
    return rows.shuffle(240).batch(60).map(_noisy).prefetch(tf.data.AUTOTUNE)
