from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="void_pixels_ignored",
    title="Masks with the void label 255 and a loss with ignore_class=255",
    source="keras-team/keras#16712 (ignore_class in sparse crossentropy)",
    trap="labels outside 0..3",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(73)
    x = rng.uniform(size=(96, 8, 8, 3)).astype("float32")
    y = (x[..., 1] * 4).astype("int32")
    y[:, 0] = 255
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(96).batch(12).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    inputs = keras.Input((8, 8, 3))
    hidden = keras.layers.Conv2D(16, 1, activation="relu")(inputs)
    model = keras.Model(inputs, keras.layers.Conv2D(4, 1)(hidden))
    model.compile(
        "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255)
    )
    return model
