"""Looks for features that were scaled down to almost nothing.

Why it matters: `tf.image.convert_image_dtype` divides integers by 255 by itself, and so does a
Rescaling layer in the model. Whoever divides once more leaves pixels in 0..0.004: next to a bias
near 1 all images look alike. It trains without an error, to about the score of a guess.
https://www.tensorflow.org/api_docs/python/tf/image/convert_image_dtype

What to look at: the range in the finding; where the second division is in the model, its Rescaling
layer is named. Keep one of the two. It is a failure where such a layer is there, or where the values
are the 256 levels of an image divided once more; other images in a sliver may be dark. A warning is
given for float tables with a root mean square under 0.001 that no layer scales, and for images of only
0 and (hardly any) 1, which is what a cast of 0..1 to an integer type leaves.

When to ignore it: for physical quantities that are small in their unit and meet a model made for
that; better, change the unit, or `--skip scaled-twice`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _images(scale):
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, size=(240, 8, 8, 1)).astype("uint8")
    y = np.arange(240) % 4

    def convert(image, label):
        return tf.image.convert_image_dtype(image, tf.float32) / scale, label

    rows = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(240)
    return (
        rows.map(convert, num_parallel_calls=tf.data.AUTOTUNE).batch(24).prefetch(tf.data.AUTOTUNE)
    )


def make_dataset():
    return _images(scale=255.0)


def make_model():
    layers = [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(4, "softmax")]
    model = keras.Sequential(layers)
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _images(scale=1.0)
