from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="label_from_file_name",
    title="The label is taken from the file name instead of the folder",
    source=(
        "https://www.tensorflow.org/tutorials/load_data/images (parts[-2] is the class directory)"
    ),
    kind="silent",
    cause="constant-labels",
    groups=["labels", "values"],
    keras="any",
    explain=(
        "parts[-1] is '7.png', which equals no class name; argmax of all False is 0 for every "
        "image. Use [-2]."
    ),
    evidence="one label value (0) for 72 images of three folders",
)


def make_dataset():
    root = tempfile.mkdtemp()
    rng = np.random.default_rng(33)
    classes = np.array(["cat", "dog", "owl"])
    for k, name in enumerate(classes):
        os.makedirs(f"{root}/{name}")
        for i in range(24):
            pixels = rng.integers(0, 120, (8, 8, 3)) + 60 * k
            tf.io.write_file(f"{root}/{name}/{i}.png", tf.io.encode_png(pixels.astype("uint8")))

    def load(path):
        parts = tf.strings.split(path, os.path.sep)
        image = tf.io.decode_png(tf.io.read_file(path), channels=3)
        return tf.ensure_shape(tf.cast(image, tf.float32) / 255.0, (8, 8, 3)), tf.argmax(
            parts[-1] == classes
        )

    files = tf.data.Dataset.list_files(f"{root}/*/*.png", shuffle=True)
    return files.map(load, num_parallel_calls=tf.data.AUTOTUNE).batch(12).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
