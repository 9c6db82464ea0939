from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="window_then_shuffle",
    title=(
        "Time series: window, then shuffle the windows; validation is the later part, unshuffled"
    ),
    source="https://www.tensorflow.org/guide/data#time_series_windowing",
    trap=(
        "windows overlap, so neighbouring examples share values; targets are later inputs; "
        "flat_map hides the length"
    ),
    keras="any",
)

_t = np.arange(900, dtype="float32")
_series = (np.sin(_t / 12) + 0.1 * np.random.default_rng(22).normal(size=900)).astype("float32")


def _windows(series):
    ds = tf.data.Dataset.from_tensor_slices(series).window(21, shift=1, drop_remainder=True)
    ds = ds.flat_map(lambda w: w.batch(21, drop_remainder=True))
    return ds.map(lambda w: (w[:-1, None], w[-1:]), num_parallel_calls=tf.data.AUTOTUNE)


def make_dataset():
    return _windows(_series[:700]).cache().shuffle(700).batch(34).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _windows(_series[700:]).batch(60).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((20, 1)),
            keras.layers.Conv1D(8, 5, activation="relu"),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
