from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="quantile_loss_three_units",
    title=(
        "Quantile regression: one target (B, 1) against three quantile outputs (B, 3), "
        "broadcast on purpose"
    ),
    source=(
        "https://www.tensorflow.org/probability/api_docs/python/tfp/stats/quantiles, Koenker "
        "and Bassett 1978 (pinball loss)"
    ),
    trap="target and output differ in the last axis; a Python loss function",
    keras="any",
)


def pinball(y_true, y_pred):
    tau = tf.constant([0.1, 0.5, 0.9])
    error = tf.cast(y_true, y_pred.dtype) - y_pred
    return tf.reduce_mean(tf.maximum(tau * error, (tau - 1) * error), axis=-1)


def make_dataset():
    rng = np.random.default_rng(55)
    x = rng.uniform(-1, 1, (400, 2)).astype("float32")
    y = (x.sum(1) + rng.normal(size=400) * (1.2 + x[:, 0])).astype("float32")[:, None]
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(400).batch(40).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(3)]
    )
    model.compile("adam", pinball)
    return model
