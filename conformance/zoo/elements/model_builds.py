"""Looks for a model that cannot be constructed, whatever the data.

Why it matters: no element fits a model that is not there, so every other question about the model
waits for this one. The usual cause is an axis of unknown length in front of a layer that needs it:
Dense makes one weight for each entry of the last axis and raises `The last dimension of the inputs
to a Dense layer should be defined. Found None` (TensorFlow 2.4 to 2.21).

What to look at: the layer named in the message, and the Input above it. For text give
TextVectorization an `output_sequence_length`, for images a size, or pool over the open axis.

When to ignore it: never. If the factory needs arguments, give them in the target's module or pass
a function that does.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def make_dataset():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = (x.sum(axis=1) > 0).astype("float32")
    rows = tf.data.Dataset.from_tensor_slices((x, y))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def _model(length):
    layers = [keras.Input((length,)), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(layers)
    model.compile("sgd", "binary_crossentropy")
    return model


def make_model():
    return _model(None)


def mended_model():
    return _model(6)
