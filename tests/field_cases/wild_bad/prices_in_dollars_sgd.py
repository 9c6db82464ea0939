from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="prices_in_dollars_sgd",
    title="House prices in dollars as targets of mse",
    source="https://www.tensorflow.org/tutorials/keras/regression (target in a sensible unit)",
    kind="silent",
    cause="target-scale",
    groups=["labels", "values", "training"],
    keras="any",
    explain=(
        "Squared errors near 1e11 make plain SGD diverge to NaN in the first epoch. Train on "
        "standardised or log prices."
    ),
    evidence="targets 3.5e5 with deviation 1.5e5; the loss is NaN in epoch 1",
)


def make_dataset():
    rng = np.random.default_rng(53)
    x = rng.normal(size=(400, 8)).astype("float32")
    price = (350_000 + 90_000 * x[:, :3].sum(1, keepdims=True)).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, price))
        .shuffle(400)
        .batch(32)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [keras.Input((8,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.SGD(0.01), "mse")
    return model
