from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="decoded_before_filtered",
    title="every photo is read, decoded and resized before a filter on the label throws nine in ten away, each epoch anew",
    source="composed",
    kind="slow",
    groups=["efficiency"],
    keras="any",
)

WANTED = (3, 7)


def _write():
    rng = np.random.default_rng(36)
    folder = tempfile.mkdtemp()
    paths, labels = [], []
    bases = []
    for c in range(20):
        rough = rng.integers(20, 235, (12, 12, 3)).astype("float32")
        photo = tf.image.resize(rough, (480, 480)).numpy() + rng.normal(0, 25, (480, 480, 3))
        photo = np.clip(photo, 0, 255)
        bases.append(tf.io.encode_jpeg(tf.cast(photo, tf.uint8), quality=90))
    for i in range(240):
        paths.append(os.path.join(folder, f"{i:04d}.jpg"))
        labels.append(i % 20)
        tf.io.write_file(paths[-1], bases[i % 20])
    return paths, labels


def _load(path, label):
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    image = tf.image.resize(image, (32, 32)) / 255.0
    return image, label


def make_dataset():
    paths, labels = _write()
    ds = tf.data.Dataset.from_tensor_slices((paths, labels)).shuffle(240)
    ds = ds.map(_load, num_parallel_calls=tf.data.AUTOTUNE)
    ds = ds.filter(lambda image, label: (label == WANTED[0]) | (label == WANTED[1]))
    ds = ds.map(lambda image, label: (image, tf.cast(label == WANTED[1], tf.float32)))
    return ds.batch(8).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Conv2D(4, 3, strides=4, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
