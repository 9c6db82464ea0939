from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="random_brightness_default_range",
    title="RandomBrightness(0.2) with its default value_range (0, 255) on pictures already divided by 255",
    source="https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_brightness/ (value_range defaults to (0, 255)); the like in keras-team/keras-preprocessing#114",
    kind="silent", cause="augmentation-range", groups=['values'], keras="any",
    explain="The layer adds up to 0.2*255 = 51 to values of 0..1 and clips to 0..255: half of the training pictures turn to all "
            "zeros, the other half to 1..52 with the picture a ripple of 1 on top. Measured: 45 to 55 % of the pictures are constant 0, "
            "maximum of a batch about 50, while the validation pictures stay in 0..1.")

SIDE = 40


def write_pictures(n=96):
    rng = np.random.default_rng(316)
    root = tempfile.mkdtemp()
    for c, name in enumerate(["ok", "scratched"]):
        os.makedirs(os.path.join(root, name))
        for k in range(n // 2):
            im = rng.normal(120, 12, (SIDE, SIDE, 3))
            if c:
                r = rng.integers(3, SIDE - 3)
                im[r:r + 2, 5:35] += 90
            im = np.clip(im, 0, 255).astype("uint8")
            tf.io.write_file(os.path.join(root, name, "%03d.png" % k), tf.io.encode_png(im))
    return root


def load(subset):
    return keras.utils.image_dataset_from_directory(
        write_pictures(), label_mode="binary", image_size=(SIDE, SIDE), batch_size=16,
        validation_split=0.25, subset=subset, seed=11)


def make_dataset():
    rescale = keras.layers.Rescaling(1.0 / 255)
    augment = keras.Sequential([
        keras.layers.RandomFlip("horizontal"),
        keras.layers.RandomBrightness(0.2),
    ])
    train_ds = load("training").map(lambda x, y: (rescale(x), y))
    train_ds = train_ds.map(lambda x, y: (augment(x, training=True), y), num_parallel_calls=tf.data.AUTOTUNE)
    return train_ds.prefetch(tf.data.AUTOTUNE)


def make_validation():
    rescale = keras.layers.Rescaling(1.0 / 255)
    return load("validation").map(lambda x, y: (rescale(x), y)).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 3)),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.MaxPooling2D(3),
        keras.layers.Flatten(),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
