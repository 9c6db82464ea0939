from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="directory_one_level_too_high",
    title="image_dataset_from_directory gets the folder above train and val, so the labels tell the split and not the flower",
    source="https://github.com/tensorflow/tensorflow/issues/46999",
    kind="silent",
    groups=["labels"],
    keras="any",
)


def _write_tree():
    rng = np.random.default_rng(22)
    root = tempfile.mkdtemp()
    for split, count in (("train", 24), ("val", 8)):
        for c, flower in enumerate(("daisy", "rose", "tulip")):
            folder = os.path.join(root, split, flower)
            os.makedirs(folder)
            for i in range(count):
                image = rng.integers(30, 140, (16, 16, 3))
                image[..., c] += 90
                png = tf.io.encode_png(tf.constant(image, tf.uint8))
                tf.io.write_file(os.path.join(folder, f"{i:03d}.png"), png)
    return root


def make_dataset():
    ds = keras.utils.image_dataset_from_directory(_write_tree(), image_size=(16, 16), batch_size=12, seed=3)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
