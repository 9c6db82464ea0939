"""Looks for strings that reach a numeric input, and numbers that reach one made for strings.

Why it matters: Keras casts numbers to the input's dtype without a word, so 0.7 arrives at an int32
input as 0; that is reported too. Strings it cannot cast: fit raises `Cast string to float is not supported` from inside
the graph, on TensorFlow 2.4 to 2.21, without naming the column
(https://www.tensorflow.org/tutorials/load_data/csv).

What to look at: columns of text in a CSV, digits kept as text, ids read as floats. Categories and
text go through StringLookup or TextVectorization, digits through `tf.strings.to_number`.

When to ignore it: never for strings. Fractions into an integer input are wrong unless the cast is
meant, and then a cast in `map` says so.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 4)).astype("float32")
    text = np.array([[f"{value:.4f}" for value in row] for row in x])
    rows = tf.data.Dataset.from_tensor_slices((text, (x.sum(axis=1) > 0).astype("float32")))
    return rows.shuffle(240).batch(24)


def make_dataset():
    return _rows().prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    numeric = _rows().map(lambda text, y: (tf.strings.to_number(text), y))
    return numeric.prefetch(tf.data.AUTOTUNE)
