"""Looks for an image and its mask that are moved by separate random draws.

Why it matters: `random_flip_left_right` called once for the image and once for the mask flips each
with its own coin. Measured on TensorFlow 2.15 and 2.21: 50 % of the masks no longer fit their image;
the loss goes down to the share of pixels that fit anyway, and nothing raises
(https://www.tensorflow.org/tutorials/images/segmentation draws once for both).

What to look at: the draws that reach the feature and those that reach the target. They are followed
through the graph of each function; pairs that share one are left alone.

When to ignore it: two views of one example for a contrastive loss are reported only where `fit` runs
Keras' own train_step. Noise on the image alone is never reported.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _pairs():
    rng = np.random.default_rng(0)
    image = rng.uniform(size=(96, 10, 10, 1)).astype("float32")
    return tf.data.Dataset.from_tensor_slices((image, (image > 0.5).astype("float32")))


def make_dataset():
    def augment(image, mask):
        flip = tf.image.random_flip_left_right
        return flip(image), flip(mask)

    return _pairs().shuffle(96).map(augment).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    layers = [keras.layers.Conv2D(1, 1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((10, 10, 1)), *layers])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    def augment(image, mask):
        both = tf.image.random_flip_left_right(tf.concat([image, mask], axis=-1))
        return both[..., :1], both[..., 1:]

    return _pairs().shuffle(96).map(augment).batch(16).prefetch(tf.data.AUTOTUNE)
