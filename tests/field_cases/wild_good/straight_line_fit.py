from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="straight_line_fit",
    title="y = 2x - 1 with one feature",
    source=(
        "https://www.tensorflow.org/tutorials/customization/basics, "
        "https://developers.google.com/codelabs/tensorflow-1-helloworld"
    ),
    trap="the target is an exact function of the feature",
    keras="any",
)


def make_dataset():
    x = np.random.default_rng(50).uniform(-2, 2, (256, 1)).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, 2 * x - 1))
        .shuffle(256)
        .batch(16)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.05), "mse")
    return model
