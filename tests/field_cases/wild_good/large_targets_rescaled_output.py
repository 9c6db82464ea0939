from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="large_targets_rescaled_output",
    title=(
        "Prices around 250,000 as targets; the model ends in a Rescaling layer with their "
        "mean and deviation"
    ),
    source=(
        "https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/ "
        "(scale, offset)"
    ),
    trap="large targets next to standardised features",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(400, 8)).astype("float32")
    price = (250_000 + 40_000 * x[:, :3].sum(1, keepdims=True)).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, price))
        .shuffle(400)
        .batch(40)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1),
            keras.layers.Rescaling(70_000.0, offset=250_000.0),
        ]
    )
    model.compile("adam", "mean_absolute_percentage_error")
    return model
