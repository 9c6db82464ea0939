from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="paths_paired_out_of_order",
    title="Image paths are sorted as text, mask paths by number",
    source=(
        "Dana-Farber-AIOS/pathml#56, minar09/cp-vton-plus#8, lim-anggun/FgSegNet#6 (file "
        "lists in different orders)"
    ),
    kind="silent",
    cause="misaligned-pairs",
    groups=["wiring", "labels"],
    keras="any",
    explain=(
        "'10.png' sorts before '2.png' as text but not as a number: image 10 meets mask 2. "
        "Derive the mask name from the image name."
    ),
    evidence="2 of 36 pairs agree",
)


def make_dataset():
    root = tempfile.mkdtemp()
    rng = np.random.default_rng(100)
    for kind in ("images", "masks"):
        os.makedirs(f"{root}/{kind}")
    for i in range(36):
        image = rng.integers(0, 256, (8, 8, 1)).astype("uint8")
        tf.io.write_file(f"{root}/images/{i}.png", tf.io.encode_png(image))
        tf.io.write_file(f"{root}/masks/{i}.png", tf.io.encode_png((image > 127).astype("uint8")))
    images = sorted(f"{root}/images/{f}" for f in os.listdir(f"{root}/images"))
    masks = sorted(
        (f"{root}/masks/{f}" for f in os.listdir(f"{root}/masks")), key=lambda p: (len(p), p)
    )

    def load(image, mask):
        image = tf.io.decode_png(tf.io.read_file(image), channels=1)
        mask = tf.io.decode_png(tf.io.read_file(mask), channels=1)
        image = tf.ensure_shape(tf.cast(image, tf.float32) / 255.0, (8, 8, 1))
        return image, tf.ensure_shape(tf.cast(mask, tf.float32), (8, 8, 1))

    ds = tf.data.Dataset.from_tensor_slices((images, masks)).shuffle(36)
    return ds.map(load, num_parallel_calls=tf.data.AUTOTUNE).batch(6).prefetch(tf.data.AUTOTUNE)


def make_model():
    conv = keras.layers.Conv2D
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), conv(4, 1, activation="relu"), conv(1, 1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy")
    return model
