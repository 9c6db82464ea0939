"""Looks for a shard that comes after files were read or decoded, or after a step in Python.

Why it matters: each worker runs what stands before `shard` for all elements, and throws away those of the
others. With 256 JPEG files and 8 workers each decoded 256 pictures to keep 32: a pass took 0.64 s in place of
0.17 (measured on TensorFlow 2.21, 0.74 in place of 0.22 on 2.15; medians of four).
https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shard (best used early in the pipeline)

What to look at: the stage and the ops in the finding, and where `shard` stands. Give each worker its part of
the file names, as below, or put `shard` right after them.

When to ignore it: records that are only parsed before `shard` are not reported, nor is work whose result is
cached before it.
"""

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

SIDE, WORKERS, WORKER = 8, 4, 0


def _names():
    rng, folder = np.random.default_rng(0), tempfile.mkdtemp()
    for i in range(96):
        picture = rng.integers(60 * (i % 2), 200, (SIDE, SIDE, 1)).astype("uint8")
        tf.io.write_file(os.path.join(folder, f"{i % 2}_{i:02d}.png"), tf.io.encode_png(picture))
    return np.random.default_rng(1).permutation(tf.io.gfile.glob(os.path.join(folder, "*.png")))


def _read(name):
    picture = tf.io.decode_png(tf.io.read_file(name), channels=1)
    label = tf.strings.regex_full_match(name, ".*1_[0-9]+.png")
    shape = (SIDE, SIDE, 1)
    return tf.ensure_shape(tf.cast(picture, tf.float32) / 255.0, shape), tf.cast(label, tf.float32)


def make_dataset():
    pictures = tf.data.Dataset.from_tensor_slices(_names()).map(_read)
    return pictures.shard(WORKERS, WORKER).shuffle(24).batch(6).prefetch(tf.data.AUTOTUNE)


def make_model():
    layers = [keras.layers.Flatten(), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((SIDE, SIDE, 1)), *layers])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    names = tf.data.Dataset.from_tensor_slices(_names()[WORKER::WORKERS]).shuffle(24)
    return names.map(_read).batch(6).prefetch(tf.data.AUTOTUNE)
