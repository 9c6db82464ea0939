from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="survival_in_batch_arrays",
    title="Survival analysis: the target holds years and whether death was seen, the model gives a log rate",
    source="composed",
    trap="two target columns beside one output unit; the loss is made for it",
    keras="any",
)


def exponential_survival(y_true, y_pred):
    years, seen = y_true[:, 0:1], y_true[:, 1:2]
    return tf.reduce_mean(tf.exp(y_pred) * years - seen * y_pred, axis=-1)


def make_dataset():
    rng = np.random.default_rng(39)
    n = 320
    age = rng.normal(63, 10, n)
    stage = rng.integers(1, 5, n)
    marker = rng.lognormal(1.0, 0.5, n)
    x = np.stack([(age - 63) / 10, (stage - 2.5) / 1.1, (np.log(marker) - 1) / 0.5], 1)
    rate = 0.25 * np.exp(0.4 * x[:, 0] + 0.5 * x[:, 1] + 0.2 * x[:, 2])
    death = rng.exponential(1 / rate)
    leaves = rng.uniform(0.5, 6.0, n)
    y = np.stack([np.minimum(death, leaves), death <= leaves], 1)
    ds = tf.data.Dataset.from_tensor_slices((x.astype("float32"), y.astype("float32")))
    return ds.shuffle(n).batch(40).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(12, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", exponential_survival)
    return model
