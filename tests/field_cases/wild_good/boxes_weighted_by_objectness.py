from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="boxes_weighted_by_objectness",
    title="One object or none per picture: the box output has weight zero where there is none",
    source="composed",
    trap="rows of zeros among the box targets; they carry weight zero",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(71)
    n = 160
    images = rng.integers(80, 130, (n, 16, 16, 1)).astype("uint8")
    there = (rng.random(n) < 0.6).astype("float32")
    boxes = np.zeros((n, 4), "float32")
    for row in np.flatnonzero(there):
        height, width = rng.integers(4, 9, 2)
        top, left = rng.integers(0, 8, 2)
        images[row, top : top + height, left : left + width] = rng.integers(190, 255)
        boxes[row] = np.array([top, left, top + height, left + width]) / 16.0
    targets = {"box": boxes, "there": there[:, None]}
    weights = {"box": there, "there": np.ones(n, "float32")}
    ds = tf.data.Dataset.from_tensor_slices((images, targets, weights)).shuffle(n)
    ds = ds.map(
        lambda image, target, weight: (tf.cast(image, tf.float32) / 255.0, target, weight),
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    return ds.batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    image = keras.Input((16, 16, 1))
    h = keras.layers.Conv2D(8, 3, strides=2, activation="relu")(image)
    h = keras.layers.Flatten()(h)
    h = keras.layers.Dense(16, activation="relu")(h)
    box = keras.layers.Dense(4, activation="sigmoid", name="box")(h)
    there = keras.layers.Dense(1, activation="sigmoid", name="there")(h)
    model = keras.Model(image, {"box": box, "there": there})
    model.compile(
        "adam", {"box": "huber", "there": "binary_crossentropy"}, weighted_metrics=[]
    )
    return model
