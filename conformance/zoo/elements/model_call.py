"""Looks for a model that raises when it is called on the first batch.

Why it matters: a model that declares no inputs (a subclass, a Sequential without an Input) says
what it needs only by raising. Greyscale images without a channel axis give `expected min_ndim=4,
found ndim=3. Full shape received: (None, 28, 28)` from the first Conv2D, on TensorFlow 2.4 to 2.21.

What to look at: the layer in the message and the shapes in `actual`. Declaring the input
(`keras.Input`) turns most of these into a message about the component.

When to ignore it: never; fit raises the same. Anything an earlier check explains is reported
there, not here.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _images():
    rng = np.random.default_rng(0)
    bright = rng.integers(0, 2, size=240).astype("float32")
    images = rng.uniform(0, 0.5, size=(240, 8, 8)) + 0.4 * bright[:, None, None]
    rows = tf.data.Dataset.from_tensor_slices((images.astype("float32"), bright))
    return rows.shuffle(240).batch(24)


def make_dataset():
    return _images().prefetch(tf.data.AUTOTUNE)


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
    rows = _images().map(lambda image, y: (image[..., tf.newaxis], y))
    return rows.prefetch(tf.data.AUTOTUNE)
