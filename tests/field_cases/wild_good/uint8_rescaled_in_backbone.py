from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="uint8_rescaled_in_backbone",
    title="uint8 pixels; Rescaling sits in a nested backbone, as in EfficientNet",
    source=(
        "https://keras.io/api/applications/efficientnet/ (expects pixels 0..255, rescales inside)"
    ),
    trap="0..255 reach a model whose outer layers do not rescale",
    keras="any",
)


def backbone():
    inputs = keras.Input((16, 16, 3))
    hidden = keras.layers.Rescaling(1.0 / 127.5, offset=-1.0)(inputs)
    hidden = keras.layers.Conv2D(8, 3, activation="relu")(hidden)
    return keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(hidden), name="backbone")


def make_dataset():
    rng = np.random.default_rng(6)
    x = rng.integers(0, 256, (192, 16, 16, 3)).astype("uint8")
    x[::2, ..., 0] //= 2
    y = (x[..., 0].mean((1, 2)) > 96).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(192).batch(16).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    inputs = keras.Input((16, 16, 3))
    features = keras.layers.Dropout(0.1)(backbone()(inputs))
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(features))
    model.compile("adam", "binary_crossentropy")
    return model
