from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="folders_read_in_order",
    title="image_dataset_from_directory(shuffle=False) for training",
    source=(
        "https://keras.io/api/data_loading/image/ (shuffle: if False, sorts the data in "
        "alphanumeric order)"
    ),
    kind="silent",
    cause="unshuffled-classes",
    groups=["randomness"],
    keras="any",
    explain=("All cats, then all dogs: every batch has one class. Use shuffle=True for training."),
    evidence="15 of 15 batches hold a single class",
)


def make_dataset():
    root = tempfile.mkdtemp()
    rng = np.random.default_rng(93)
    for k, name in enumerate(["cat", "dog", "fox"]):
        os.makedirs(f"{root}/{name}")
        for i in range(40):
            pixels = rng.integers(40 * k, 176 + 40 * k, (8, 8, 3)).astype("uint8")
            tf.io.write_file(f"{root}/{name}/{i:02d}.png", tf.io.encode_png(pixels))
    ds = keras.utils.image_dataset_from_directory(
        root, image_size=(8, 8), batch_size=8, shuffle=False
    )
    return ds.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            keras.layers.Rescaling(1.0 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
