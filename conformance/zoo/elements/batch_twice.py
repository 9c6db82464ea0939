"""Looks for a second batch axis.

Why it matters: Dense works on the last axis of a tensor of any rank, so batches of batches train
without a word: 512 rows batched by 16 and then by 8 gave 4 steps an epoch instead of 32, each on
128 rows, on TensorFlow 2.15 and 2.21 (https://keras.io/api/layers/core_layers/dense/). Helpers such
as `image_dataset_from_directory` and `make_csv_dataset` batch already; `from_tensors` yields all
rows as one element.

What to look at: every `.batch` in the pipeline and in the helpers it calls.

When to ignore it: windows cut from an unshuffled series with `batch(width, drop_remainder=True)`
and then batched are sound and not reported.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _batches():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(480, 5)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(480).batch(24)


def make_dataset():
    return _batches().batch(4).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _batches().prefetch(tf.data.AUTOTUNE)
