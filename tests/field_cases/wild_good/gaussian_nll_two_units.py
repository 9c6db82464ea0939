from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="gaussian_nll_two_units",
    title="A head of mean and log variance with its own likelihood loss for one target",
    source="composed",
    trap="one target column against two output units",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(43)
    n = 360
    speed = rng.uniform(3, 25, n)
    angle = rng.uniform(-40, 40, n)
    power = np.clip(speed, 0, 14) ** 2 / 100 * np.cos(np.radians(angle)) + rng.normal(0, 0.01 * speed, n)
    x = np.stack([(speed - 14) / 6.3, angle / 23], axis=1).astype("float32")
    y = power.astype("float32")[:, None]
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(n).batch(36).prefetch(tf.data.AUTOTUNE)


def gaussian_nll(y_true, y_pred):
    mean, log_var = y_pred[:, :1], y_pred[:, 1:]
    nll = 0.5 * (log_var + tf.square(y_true - mean) * tf.exp(-log_var))
    return tf.reduce_mean(nll, axis=-1)


def make_model():
    inputs = keras.Input((2,))
    h = keras.layers.Dense(24, activation="relu")(inputs)
    mean = keras.layers.Dense(1)(h)
    log_var = keras.layers.Dense(1)(h)
    model = keras.Model(inputs, keras.layers.Concatenate()([mean, log_var]))
    model.compile("adam", gaussian_nll)
    return model
