from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="weights_normalised_to_sum_one",
    title="survey weights are divided by their sum over all rows: a mean weight of 0.0025 and SGD stands still",
    source="composed",
    kind="silent",
    groups=["labels"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(37)
    n = 400
    age = rng.integers(18, 85, n)
    schooling = np.clip(rng.normal(12, 3, n), 4, 20)
    hours = np.clip(rng.normal(36, 10, n), 0, 70)
    x = np.stack([(age - 50) / 20, (schooling - 12) / 3, (hours - 36) / 10], 1).astype("float32")
    y = (0.6 * x[:, 1] + 0.5 * x[:, 2] + rng.normal(0, 0.6, n)).astype("float32")[:, None]
    weight = 1.0 / rng.uniform(0.05, 0.6, n)
    weight = (weight / weight.sum()).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y, weight))
    return ds.shuffle(n).batch(40).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(8, activation="tanh"), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.SGD(0.05), "mse")
    return model
