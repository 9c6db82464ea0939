"""Looks for images with the channels first that go into a model with the channels last.

Why it matters: a (3, 24, 24) image is a valid input for a convolution that was never told its
input shape: it reads 24 channels of 3 by 24 pixels. Nothing raises on TensorFlow 2.15 or 2.21; the
kernels look across columns instead of colours, and the network learns little
(https://keras.io/api/layers/convolution_layers/convolution2d/, `data_format`).

What to look at: where the images come from. Libraries other than TensorFlow store channels first;
`tf.transpose(image, [1, 2, 0])` mends it. Declaring `keras.Input((height, width, 3))` makes Keras
notice.

When to ignore it: not reported when the first layers move the axes themselves (Permute, Lambda).
For data that really has one to four rows and a square of the other axes, list the check as an
expected failure.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _images():
    rng = np.random.default_rng(0)
    bright = rng.integers(0, 2, size=240).astype("float32")
    images = rng.uniform(0, 0.5, size=(240, 3, 8, 8)) + 0.4 * bright[:, None, None, None]
    return tf.data.Dataset.from_tensor_slices((images.astype("float32"), bright))


def make_dataset():
    return _images().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    layers = [
        keras.layers.Conv2D(4, 3, activation="relu"),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    model = keras.Sequential(layers)
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    rows = _images().map(lambda image, y: (tf.transpose(image, [1, 2, 0]), y))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)
