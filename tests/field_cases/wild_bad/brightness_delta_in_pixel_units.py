from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="brightness_delta_in_pixel_units",
    title="random_brightness gets a delta of 64 for images in 0..1, so nearly every image is clipped to all black or all white",
    source="composed",
    kind="silent",
    groups=["values"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(29)
    folder = tempfile.mkdtemp()
    paths, labels = [], []
    for i in range(120):
        label = i % 3
        image = rng.integers(20, 120, (16, 16, 3))
        image[4 * label : 4 * label + 6] += 110
        paths.append(os.path.join(folder, f"{i:03d}.png"))
        labels.append(label)
        tf.io.write_file(paths[-1], tf.io.encode_png(tf.constant(image, tf.uint8)))

    def load(path, label):
        image = tf.io.decode_png(tf.io.read_file(path), channels=3)
        image = tf.image.convert_image_dtype(image, tf.float32)
        return tf.ensure_shape(image, (16, 16, 3)), label

    def augment(image, label):
        image = tf.image.random_flip_left_right(image)
        image = tf.image.random_brightness(image, max_delta=64.0)
        return tf.clip_by_value(image, 0.0, 1.0), label

    ds = tf.data.Dataset.from_tensor_slices((paths, labels))
    ds = ds.map(load, num_parallel_calls=tf.data.AUTOTUNE).cache().shuffle(120)
    ds = ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3)),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
