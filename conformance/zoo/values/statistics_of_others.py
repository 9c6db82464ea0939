"""Looks for a Normalization layer that was adapted on other data than it is given.

Why it matters: a layer that was adapted on the bytes of pictures (mean 60, deviation 50) and is given what
the pipeline divided by 255 returns about -1.2 for every pixel of every picture. The model trains on next to
nothing, without a word; so it does when the pipeline standardises what the layer standardises again.
https://keras.io/api/layers/preprocessing_layers/numerical/normalization/: adapt on the data it is to normalise

What to look at: mean and deviation of the layer beside those of the data, in the finding.

When to ignore it: never. Layers in front of it that scale leave the question unasked, and statistics of
other pictures (ImageNet's) differ by far less.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_LAYERS = getattr(keras.layers, "experimental", None)  # where TensorFlow 2.4 and 2.5 keep it
_Normalization = getattr(keras.layers, "Normalization", None) or _LAYERS.preprocessing.Normalization
_RNG = np.random.default_rng(0)
_BYTES = _RNG.integers(0, 256, (96, 8, 8, 1)).astype("uint8")
_CLASSES = (_BYTES[:, :4].mean(axis=(1, 2, 3)) > 127).astype("int64")


def _pictures(factor):
    data = tf.data.Dataset.from_tensor_slices((_BYTES, _CLASSES)).shuffle(96)
    data = data.map(lambda x, y: (tf.cast(x, tf.float32) * factor, y))
    return data.batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pictures(1 / 255)


def make_model():
    normalise = _Normalization(axis=-1)
    normalise.adapt(_BYTES.astype("float32"))
    head = [keras.layers.Flatten(), keras.layers.Dense(2, activation="softmax")]
    model = keras.Sequential([keras.Input((8, 8, 1)), normalise, *head])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _pictures(1)
