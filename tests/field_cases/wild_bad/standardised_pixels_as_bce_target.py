from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="standardised_pixels_as_bce_target",
    title="An autoencoder with a sigmoid output gets standardised images as its targets",
    source=(
        "keras-team/keras#13926 (negative binary cross-entropy), "
        "https://blog.keras.io/building-autoencoders-in-keras.html"
    ),
    kind="silent",
    cause="label-range",
    groups=["labels", "values"],
    keras="any",
    explain=(
        "per_image_standardization gives about -2..2, binary cross-entropy and sigmoid want "
        "0..1. Divide by 255."
    ),
    evidence="targets lie in -2.1..2.2",
)


def make_dataset():
    x = np.random.default_rng(41).integers(0, 256, (160, 8, 8, 1)).astype("uint8")

    def prepare(image):
        image = tf.image.per_image_standardization(image)
        return image, image

    ds = tf.data.Dataset.from_tensor_slices(x).map(prepare, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.cache().shuffle(160).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = keras.Input((8, 8, 1))
    code = keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(inputs)
    image = keras.layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid")(
        code
    )
    model = keras.Model(inputs, image)
    model.compile("adam", "binary_crossentropy")
    return model
