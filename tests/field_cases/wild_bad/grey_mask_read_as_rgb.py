from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="grey_mask_read_as_rgb",
    title="grey masks are decoded to three equal channels and given to a three-class softmax as if one-hot",
    source="composed",
    kind="silent",
    groups=["labels"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(12)
    pictures, masks = [], []
    for _ in range(96):
        horizon = int(rng.integers(4, 8))
        kerb = int(rng.integers(9, 13))
        region = np.zeros((16, 16, 1), "uint8")
        region[horizon:kerb] = 128
        region[kerb:] = 255
        base = np.where(region == 0, 190, np.where(region == 128, 120, 60))
        picture = np.clip(base + rng.normal(0, 18, (16, 16, 3)), 0, 255).astype("uint8")
        pictures.append(tf.io.encode_png(picture).numpy())
        masks.append(tf.io.encode_png(region).numpy())

    def decode(picture, mask):
        picture = tf.io.decode_png(picture, channels=3)
        mask = tf.io.decode_png(mask, channels=3)
        picture = tf.ensure_shape(tf.cast(picture, tf.float32) / 255.0, (16, 16, 3))
        mask = tf.ensure_shape(tf.cast(mask, tf.float32) / 255.0, (16, 16, 3))
        return picture, mask

    ds = tf.data.Dataset.from_tensor_slices((pictures, masks)).shuffle(96)
    return ds.map(decode, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(1)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            keras.layers.Conv2D(8, 3, padding="same", activation="relu"),
            keras.layers.Conv2D(3, 1, activation="softmax"),
        ]
    )
    model.compile("adam", "categorical_crossentropy")
    return model
