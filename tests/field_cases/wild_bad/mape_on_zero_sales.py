from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="mape_on_zero_sales",
    title="the mean absolute percentage error is taken on daily sales of which four in ten are zero",
    source="https://github.com/keras-team/keras/issues/2908",
    kind="silent",
    groups=["labels"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(30)
    days = np.arange(420)
    level = 1.0 + 0.8 * np.sin(2 * np.pi * days / 7)
    sales = rng.poisson(np.maximum(level, 0.1)).astype("float32")
    windows = tf.data.Dataset.from_tensor_slices(sales).window(15, shift=1, drop_remainder=True)
    windows = windows.flat_map(lambda w: w.batch(15))
    ds = windows.map(lambda w: (w[:-1] / 5.0, w[-1:]))
    return ds.cache().shuffle(420).batch(29).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((14,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1, activation="softplus"),
        ]
    )
    model.compile("adam", "mape")
    return model
