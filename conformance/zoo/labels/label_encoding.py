"""Looks for class ids under the loss for one-hot rows, and the other way round.

Why it matters: Keras has one cross-entropy for ids (`sparse_categorical_crossentropy`) and one for
rows (`categorical_crossentropy`). Mixed up they raise about ranks, not about encodings: `Arguments
target and output must have the same rank` (TensorFlow 2.21), `Shapes (None, 1) and (None, 4) are
incompatible` (2.15; https://github.com/tensorflow/tensorflow/issues/44946).

What to look at: the shape of y: (batch,) holds ids, (batch, classes) holds rows. Change the loss,
or encode with `tf.one_hot`.

When to ignore it: never; fit cannot run.
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
    return _batches(lambda ids: ids)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy")
    return model


def mended_dataset():
    return _batches(lambda ids: np.eye(4, dtype="float32")[ids])
