from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="segmentation_sparse_no_channel",
    title="Per-pixel class ids of shape (B, H, W) with logits (B, H, W, 4)",
    source=(
        "https://www.tensorflow.org/tutorials/images/segmentation (SparseCategoricalCrossentropy)"
    ),
    trap="targets have one axis less than the outputs",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(58)
    image = rng.uniform(size=(96, 8, 8, 3)).astype("float32")
    ids = (image[..., 0] * 4).astype("int32")
    return (
        tf.data.Dataset.from_tensor_slices((image, ids))
        .shuffle(96)
        .batch(12)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    inputs = keras.Input((8, 8, 3))
    hidden = keras.layers.Conv2D(16, 1, activation="relu")(inputs)
    model = keras.Model(inputs, keras.layers.Conv2D(4, 1)(hidden))
    model.compile(
        "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    return model
