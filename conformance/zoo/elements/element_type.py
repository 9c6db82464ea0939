"""Looks for data of a kind that fit does not take, or elements that are no tensors.

Why it matters: `Dataset.window` yields small data sets, not tensors, and fit raises `Inputs to a
layer should be tensors` on TensorFlow 2.15 and 2.21
(https://www.tensorflow.org/guide/data#using_window). `zip(images, masks)` of two generators runs
on Keras 2, which takes anything with `__next__`, and raises `Unrecognized data type` on Keras 3.

What to look at: `dataset.element_spec`: a `DatasetSpec` there is a data set. For Python objects,
Keras 3 takes `tf.data.Dataset`, `keras.utils.PyDataset`, generators and arrays, and on the PyTorch
side `DataLoader`.

When to ignore it: never for what goes to fit.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

WIDTH = 8


def _windows():
    steps = np.arange(256 + WIDTH)
    series = np.sin(steps / 5) + np.random.default_rng(0).normal(scale=0.1, size=len(steps))
    rows = tf.data.Dataset.from_tensor_slices(series.astype("float32"))
    return rows.window(WIDTH + 1, shift=1, drop_remainder=True)


def make_dataset():
    return _windows().shuffle(256).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((WIDTH,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    windows = _windows().flat_map(lambda window: window.batch(WIDTH + 1, drop_remainder=True))
    windows = windows.apply(tf.data.experimental.assert_cardinality(256))
    pairs = windows.map(lambda window: (window[:-1], window[-1:]))
    return pairs.cache().shuffle(256).batch(32).prefetch(tf.data.AUTOTUNE)
