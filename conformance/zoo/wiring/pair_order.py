"""Looks for a denoising pair the wrong way round: (clean, noisy) instead of (noisy, clean).

Why it matters: both have one shape, so nothing raises. The model sees the clean image and is
asked for noise that its input does not show; the best it can do is to copy its input, and the
loss cannot fall below the variance of the noise (for a standard deviation of 0.2, 0.04).

What to look at: the tuple the `map` function returns. The kit reports it when the target depends
on random draws, the input on none, and both are made from the same source component.

When to ignore it: when the target is meant to be random, as for label noise studied on purpose.
List the check as an expected failure, with the reason.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _images():
    rng = np.random.default_rng(0)
    grid = np.linspace(0, 1, 8, dtype="float32")
    offsets = rng.uniform(0, 1, size=(240, 1, 1, 1)).astype("float32")
    images = 0.5 * offsets + 0.25 * (grid[None, :, None, None] + grid[None, None, :, None])
    return tf.data.Dataset.from_tensor_slices(images).shuffle(240).batch(24)


def _noisy(images):
    noise = tf.random.normal(tf.shape(images), stddev=0.1)
    return tf.clip_by_value(images + noise, 0.0, 1.0)


def make_dataset():
    return _images().map(lambda clean: (clean, _noisy(clean))).prefetch(tf.data.AUTOTUNE)


def make_model():
    layers = [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(4, 3, padding="same", activation="relu"),
        keras.layers.Conv2D(1, 3, padding="same"),
    ]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _images().map(lambda clean: (_noisy(clean), clean)).prefetch(tf.data.AUTOTUNE)
