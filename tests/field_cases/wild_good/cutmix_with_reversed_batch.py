from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="cutmix_with_reversed_batch",
    title="CutMix within the batch: a patch of the reversed batch, labels mixed by area",
    source="https://keras.io/examples/vision/cutmix/",
    trap="fractional one-hot labels; one random box per batch is part of the method",
    keras="any",
)


def _cutmix(images, labels):
    size, top, left = (
        tf.random.uniform((), low, high, tf.int32) for low, high in ((2, 7), (0, 5), (0, 5))
    )
    rows, cols = tf.range(12)[:, None], tf.range(12)[None, :]
    inside = (rows >= top) & (rows < top + size) & (cols >= left) & (cols < left + size)
    patch = tf.cast(inside, tf.float32)[None, :, :, None]
    area = tf.reduce_mean(patch)
    mixed = images * (1 - patch) + images[::-1] * patch
    return mixed, labels * (1 - area) + labels[::-1] * area


def make_dataset():
    rng = np.random.default_rng(68)
    y = rng.integers(0, 3, 180)
    x = np.clip(
        rng.uniform(0, 0.6, (180, 12, 12, 3)) + 0.4 * np.eye(3)[y][:, None, None], 0, 1
    ).astype("float32")
    ds = (
        tf.data.Dataset.from_tensor_slices((x, np.eye(3, dtype="float32")[y]))
        .cache()
        .shuffle(180)
        .batch(18)
    )
    return ds.map(_cutmix, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "categorical_crossentropy")
    return model
