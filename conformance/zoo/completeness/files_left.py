"""Looks for files that are never read because of the ending of their names.

Why it matters: `glob("*.jpg")` on Linux knows neither .JPG nor .jpeg, and a function that lists folders
leaves out what it cannot decode (.webp, .jfif) without a word. What is lost is seldom a fair sample: one
camera, one source, one year.

How it is told: files that are opened while the pipeline is built and read once, and those that a dataset
of names holds, are compared with what else lies in their folders. Told are files of the same kind of thing
(pictures, sound, tables) whose ending is that of none that is read, and whose name is not either.

What to look at: the pattern or the list of endings by which files are chosen.

When to ignore it: files of the other ending are meant for another use.
"""

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

PICTURES, SIDE = 60, 8


def _write(folder):
    """Pictures of two cameras, whose files end in .png and in .PNG."""
    rng = np.random.default_rng(0)
    for i in range(PICTURES):
        dark = i % 2
        pixels = rng.integers(0, 128, (SIDE, SIDE, 1)) + 127 * (1 - dark)
        ending = "PNG" if i % 5 == 0 else "png"
        name = os.path.join(folder, f"{'dark' if dark else 'light'}_{i:03d}.{ending}")
        tf.io.write_file(name, tf.io.encode_png(pixels.astype("uint8")))


def _pictures(wanted):
    folder = tempfile.mkdtemp(prefix="pictures_")
    _write(folder)
    names = sorted(name for name in os.listdir(folder) if wanted(name))
    labels = [[float(name.startswith("dark"))] for name in names]
    rows = tf.data.Dataset.from_tensor_slices(([os.path.join(folder, n) for n in names], labels))

    def read(path, label):
        pixels = tf.io.decode_png(tf.io.read_file(path), channels=1)
        return tf.cast(tf.ensure_shape(pixels, (SIDE, SIDE, 1)), tf.float32) / 255.0, label

    return rows.map(read).cache().shuffle(PICTURES).batch(16).prefetch(2)


def make_dataset():
    return _pictures(lambda name: name.endswith(".png"))


def make_model():
    layers = [
        keras.Input((SIDE, SIDE, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    model = keras.Sequential(layers)
    model.compile("adam", "binary_crossentropy")
    return model


def mended_dataset():
    return _pictures(lambda name: name.lower().endswith(".png"))
