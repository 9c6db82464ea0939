"""Looks for features that reach the first weights far from the size weights are made for.

Why it matters: initial weights assume inputs of about 1. Images in 0..255 into a small Dense model
started at a loss of 316, where a blind guess among ten classes costs 2.3, and were still at 160
after an epoch (TensorFlow 2.21); a table with a column near 1000 started at 2000 times its targets'
size. The optimizer spends its first epochs undoing the scale, and a column in the thousands silences
the others. https://www.tensorflow.org/tutorials/keras/regression#the_normalization_layer

What to look at: the range in the finding and the first loss it measured: from ten times that of a
blind guess it is a failure, below or unmeasured a warning. Scale in one place: divide
images by 255 or put `Rescaling(1 / 255)` first in the model; adapt a Normalization on a table.
`tf.image.convert_image_dtype` scales integers only: after `tf.image.resize` images are floats in
0..255, which it leaves alone. Ids that are looked up, models that scale or normalise by themselves,
and images with their mean subtracted are not reported.

When to ignore it: when the weights were trained on raw values (some pretrained networks take
0..255). List it under expected failures with that reason.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _images():
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, size=(240, 8, 8, 1)).astype("uint8")
    y = np.arange(240) % 4
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(240).batch(24)


def make_dataset():
    return _images().prefetch(tf.data.AUTOTUNE)


def make_model():
    layers = [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(4, "softmax")]
    model = keras.Sequential(layers)
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    scaled = _images().map(
        lambda x, y: (tf.cast(x, tf.float32) / 255.0, y), num_parallel_calls=tf.data.AUTOTUNE
    )
    return scaled.prefetch(tf.data.AUTOTUNE)
