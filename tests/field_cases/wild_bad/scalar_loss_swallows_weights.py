from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="scalar_loss_swallows_weights",
    title="the own loss returns one number for the batch, so the zero weights do not take out the unlabelled rows",
    source="https://github.com/tensorflow/tensorflow/issues/32119",
    kind="silent",
    groups=["labels"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(16)
    n = 300
    age = rng.uniform(20, 80, n)
    bmi = rng.normal(26, 4, n)
    pressure = 90 + 0.5 * age + 0.8 * bmi + rng.normal(0, 4, n)
    x = np.stack([(age - 50) / 17, (bmi - 26) / 4], axis=1).astype("float32")
    known = rng.random(n) < 0.6
    y = np.where(known, (pressure - 135) / 10, -99.0).astype("float32")[:, None]
    weight = known.astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y, weight))
    return ds.shuffle(n).batch(30).prefetch(tf.data.AUTOTUNE)


def huber_like(y_true, y_pred):
    error = y_true - y_pred
    return tf.reduce_mean(tf.sqrt(1.0 + tf.square(error)) - 1.0)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", huber_like)
    return model
