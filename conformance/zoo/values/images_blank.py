"""Looks for images of one single value: all black, or all white.

Why it matters: `tf.image.random_brightness(image, 64.0)` is meant for pixels of 0..255. On images in
0..1 it adds up to 64 whole ranges, and the clip that follows leaves 0 everywhere or 1 everywhere. The
shapes, the range and the dtype are right, the loss stays at the odds of the classes, nothing raises.

What to look at: the unit of each change (brightness, contrast, noise) against the range of the images
at that place, and the clip after it.

When to ignore it: images of one channel that are empty by nature (radar frames without an echo), and
a second image input that is filled where it is missing, give a warning, and so
do blank images of one target each; equal images for different targets are a failure. Planes that hold one number
for each example (a noise level) are not reported, nor masks beside an image.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _images(delta):
    rng = np.random.default_rng(0)
    label = rng.integers(0, 2, 96)
    images = rng.uniform(0.2, 0.6, (96, 8, 8, 3)).astype("float32")
    images[:, :4] += 0.3 * label[:, None, None, None]

    def augment(image, label):
        image = tf.image.random_brightness(image, delta)
        return tf.clip_by_value(image, 0.0, 1.0), label

    data = tf.data.Dataset.from_tensor_slices((images, label.astype("float32"))).shuffle(96)
    return data.map(augment).batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _images(64.0)


def make_model():
    layers = [keras.layers.Flatten(), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((8, 8, 3)), *layers])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _images(0.1)
