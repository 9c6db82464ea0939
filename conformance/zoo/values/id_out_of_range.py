"""Looks for ids that the table they index does not have.

Why it matters: an Embedding of `input_dim` rows takes ids 0 to input_dim - 1. On CPU an id beyond
raises `indices[7,0] = 1000 is not in [0, 1000)` somewhere in the first epoch; on GPU the lookup
returns zeros and says nothing, and a negative id takes the last row on Keras 3
(https://www.tensorflow.org/api_docs/python/tf/gather: out-of-range indices on GPU give 0).

What to look at: the smallest and largest id of the component, and the layer's `input_dim` (or
`num_tokens` of a CategoryEncoding). It has to be the largest id + 1; with a padding id 0 and n words
that is n + 1. A lookup table with `default_value=-1` needs an index of its own for unknown words.

When to ignore it: never on CPU. On a model that clips or hashes ids first nothing is reported.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

WORDS = 50


def make_dataset():
    rng = np.random.default_rng(0)
    x = rng.integers(1, WORDS + 1, size=(240, 8))
    x[::24, 0] = WORDS
    y = (x.mean(1, keepdims=True) / WORDS).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)
    )


def _model(size):
    layers = [
        keras.Input((8,), dtype="int64"),
        keras.layers.Embedding(size, 4),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(1),
    ]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    return model


def make_model():
    return _model(WORDS)


def mended_model():
    return _model(WORDS + 1)
