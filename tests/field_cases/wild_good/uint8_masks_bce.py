from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="uint8_masks_bce",
    title="Binary masks kept as uint8 0/1",
    source="https://keras.io/examples/vision/oxford_pets_image_segmentation/ (masks as uint8)",
    trap="unsigned integer targets of image shape",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(57)
    image = rng.uniform(size=(80, 12, 12, 3)).astype("float32")
    mask = (image.mean(-1, keepdims=True) > 0.6).astype("uint8")
    return (
        tf.data.Dataset.from_tensor_slices((image, mask))
        .shuffle(80)
        .batch(8)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    conv = keras.layers.Conv2D
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            conv(8, 3, padding="same", activation="relu"),
            conv(1, 1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
