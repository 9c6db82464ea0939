"""Looks for images of 16 bits a pixel that are decoded to 8.

Why it matters: `tf.io.decode_png` gives uint8 unless it is told `dtype=tf.uint16`, and of a depth map in
millimetres only the upper byte is left: 6,000 becomes 23. Measured on TensorFlow 2.15 and 2.21: a room of
0.6 to 6 m was left with 22 distinct depths and a maximum of 0.023 m, and nothing was said
(https://www.tensorflow.org/api_docs/python/tf/io/decode_png).

What to look at: the bits that the file's header names (`file depth_0000.png`), and the dtype given to the
decoder.

When to ignore it: for inputs (X-rays, say) where the upper byte is enough it is a warning; for targets it
is a failure.
"""

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

SIDE = 8


def _scenes(depth_of):
    rng, folder = np.random.default_rng(0), tempfile.mkdtemp()
    for i in range(24):
        depth = (rng.uniform(600, 5000) + rng.uniform(0, 900, (SIDE, SIDE, 1))).astype("uint16")
        grey = np.clip(depth / 24 + rng.normal(0, 4, depth.shape), 0, 255).astype("uint8")
        tf.io.write_file(os.path.join(folder, f"grey_{i:02d}.png"), tf.io.encode_png(grey))
        tf.io.write_file(os.path.join(folder, f"depth_{i:02d}.png"), tf.io.encode_png(depth))
    names = sorted(tf.io.gfile.glob(os.path.join(folder, "*.png")))

    def read(grey, depth):
        grey = tf.io.decode_png(tf.io.read_file(grey), channels=1)
        metres = tf.cast(depth_of(tf.io.read_file(depth)), tf.float32) / 1000.0
        shape = (SIDE, SIDE, 1)
        return tf.ensure_shape(tf.cast(grey, tf.float32) / 255.0, shape), tf.ensure_shape(
            metres, shape
        )

    data = tf.data.Dataset.from_tensor_slices((names[24:], names[:24])).shuffle(24)
    return data.map(read).batch(8).prefetch(2)


def make_dataset():
    return _scenes(lambda file: tf.io.decode_png(file, channels=1))


def make_model():
    inputs = keras.Input((SIDE, SIDE, 1))
    model = keras.Model(inputs, keras.layers.Conv2D(1, 3, padding="same")(inputs))
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _scenes(lambda file: tf.io.decode_png(file, channels=1, dtype=tf.uint16))
