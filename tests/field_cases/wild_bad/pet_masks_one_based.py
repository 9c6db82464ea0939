from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="pet_masks_one_based",
    title="Trimap masks hold 1, 2, 3 for a network with three channels",
    source=(
        "https://keras.io/examples/vision/oxford_pets_image_segmentation/ (ground truth "
        "labels are 1, 2, 3: subtract one)"
    ),
    kind="error",
    cause="label-out-of-range",
    groups=["labels"],
    keras="any",
    explain=(
        "Class 3 is outside 0..2 (an error on CPU, NaN on a GPU). Subtract one from the mask."
    ),
)


def make_dataset():
    rng = np.random.default_rng(28)
    images = [
        tf.io.encode_jpeg(rng.integers(0, 256, (12, 12, 3)).astype("uint8")).numpy()
        for _ in range(48)
    ]
    masks = [
        tf.io.encode_png(rng.integers(1, 4, (12, 12, 1)).astype("uint8")).numpy() for _ in range(48)
    ]

    def load(image, mask):
        image = tf.cast(tf.io.decode_jpeg(image, channels=3), tf.float32) / 255.0
        mask = tf.io.decode_png(mask, channels=1)
        return tf.ensure_shape(image, (12, 12, 3)), tf.ensure_shape(mask, (12, 12, 1))

    ds = tf.data.Dataset.from_tensor_slices((images, masks)).map(
        load, num_parallel_calls=tf.data.AUTOTUNE
    )
    return ds.cache().shuffle(48).batch(8).prefetch(tf.data.AUTOTUNE)


def make_model():
    conv = keras.layers.Conv2D
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            conv(8, 3, padding="same", activation="relu"),
            conv(3, 1, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
