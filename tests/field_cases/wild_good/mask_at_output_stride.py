from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="mask_at_output_stride",
    title="Segmentation at a quarter of the resolution: masks are thinned to the grid the model puts out",
    source="composed",
    trap="masks (8, 8) beside images (32, 32, 3); that is what the model puts out",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(28)
    n = 80
    masks = np.zeros((n, 32, 32, 1), "uint8")
    for row in range(n):
        for kind in (1, 2):
            top, left = rng.integers(0, 19, 2)
            masks[row, top : top + 13, left : left + 13, 0] = kind
    colour = np.array([[200, 200, 200], [40, 120, 40], [30, 60, 160]])
    images = np.clip(colour[masks[..., 0]] + rng.normal(0, 15, (n, 32, 32, 3)), 0, 255).astype("uint8")

    def prepare(image, mask):
        mask = tf.image.resize(mask, (8, 8), method="nearest")
        return tf.cast(image, tf.float32) / 255.0, tf.cast(mask, tf.int32)

    ds = tf.data.Dataset.from_tensor_slices((images, masks)).shuffle(n)
    return ds.map(prepare, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            keras.layers.Conv2D(3, 1, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
