"""Looks for windows that are cut from shuffled rows.

Why it matters: a window is a stretch of neighbours. After `shuffle` the neighbours are gone: on a sine
the mean step between two values of a window was 0.78 instead of 0.08 (TensorFlow 2.21). The shapes are
right, so training runs, on noise. https://www.tensorflow.org/guide/data#time_series_windowing

What to look at: the order of shuffle and window. Cut the windows first and shuffle them afterwards.
Shuffling file names before each file is read and windowed is fine and not reported.

When to ignore it: when `window` is used to draw sets, not sequences; `batch` says that better.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_SERIES = np.sin(np.arange(250) / 8).astype("float32")


def _windows(rows):
    def join(window):
        return window.batch(11)

    def cut(values):
        return values[:10], values[10:]

    windows = rows.window(11, shift=1, drop_remainder=True).flat_map(join)
    windows = windows.map(cut, num_parallel_calls=tf.data.AUTOTUNE)
    return windows.apply(tf.data.experimental.assert_cardinality(240))


def make_dataset():
    rows = tf.data.Dataset.from_tensor_slices(_SERIES).shuffle(250)
    return _windows(rows).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    rows = _windows(tf.data.Dataset.from_tensor_slices(_SERIES))
    return rows.shuffle(240).batch(16).prefetch(tf.data.AUTOTUNE)
