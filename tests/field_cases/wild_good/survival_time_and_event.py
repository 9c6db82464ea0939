from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="survival_time_and_event",
    title="Time under observation and event flag packed into one target for an exponential survival loss",
    source="composed",
    trap="two target columns of different kind against one output unit",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(44)
    n = 320
    age = rng.uniform(35, 85, n)
    marker = rng.normal(0, 1, n)
    hazard = np.exp(-1.2 + 0.03 * (age - 60) + 0.5 * marker)
    failure = rng.exponential(1 / hazard)
    censored = rng.uniform(0.5, 6, n)
    time = np.minimum(failure, censored)
    event = failure <= censored
    x = np.stack([(age - 60) / 14, marker], axis=1).astype("float32")
    y = np.stack([time, event], axis=1).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(n).batch(32).prefetch(tf.data.AUTOTUNE)


def exponential_survival(y_true, y_pred):
    time, event = y_true[:, 0], y_true[:, 1]
    log_hazard = y_pred[:, 0]
    return tf.exp(log_hazard) * time - event * log_hazard


def make_model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(16, activation="tanh"), keras.layers.Dense(1)])
    model.compile("adam", exponential_survival)
    return model
