from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="planes_reshaped_not_transposed",
    title="rows that hold the red, green and blue planes one after another are reshaped to (32, 32, 3) at once",
    source="https://lihan.me/2018/01/numpy-reshape-and-transpose/ (the rows of CIFAR-10's batches)",
    kind="silent",
    cause="axis-order",
    groups=['values', 'elements'],
    keras="any",
    explain="Each row is 1024 red, 1024 green and 1024 blue values. reshape(32, 32, 3) takes three neighbours of one plane for one "
    "pixel: nine small grey copies instead of a picture. Reshape to (3, 32, 32) and transpose. Checked: the "
    "three 'channels' of a pixel differ by 0.035 on average, 0.191 in the true pictures; the first 10 rows hold only values "
    "of the red plane; after 30 epochs the accuracy is 0.64, with transposed pictures 1.0.",
)


def _load_batch():
    """Rows as in the pickled batches: 3072 uint8 values, the planes one after another."""
    rng = np.random.default_rng(1024)
    n = 160
    labels = rng.integers(0, 4, n)
    tint = np.array([[200, 60, 40], [40, 170, 70], [50, 80, 210], [190, 180, 50]])
    rows, cols = np.mgrid[0:32, 0:32]
    pictures = np.empty((n, 3, 32, 32))
    for i, label in enumerate(labels):
        r, c, radius = rng.integers(10, 22), rng.integers(10, 22), rng.integers(6, 11)
        shape = np.exp(-((rows - r) ** 2 + (cols - c) ** 2) / (2.0 * radius ** 2))
        pictures[i] = tint[label][:, None, None] * shape
    pictures += rng.normal(0, 3, pictures.shape)
    return np.clip(pictures, 0, 255).astype("uint8").reshape(n, 3072), labels


def make_dataset():
    data, labels = _load_batch()
    images = data.reshape(-1, 32, 32, 3).astype("float32") / 255.0
    ds = tf.data.Dataset.from_tensor_slices((images, labels))
    return ds.shuffle(160).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(16, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
