from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="poisson_counts",
    title="Poisson regression of counts with an exponential output",
    source="https://keras.io/api/losses/probabilistic_losses/#poisson-class",
    trap="integer targets above one, many zeros",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(54)
    x = rng.normal(size=(400, 4)).astype("float32")
    y = rng.poisson(np.exp(0.4 * x[:, 0] - 0.3 * x[:, 1])).astype("int64")[:, None]
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(400).batch(40).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="exponential")])
    model.compile("adam", "poisson")
    return model
