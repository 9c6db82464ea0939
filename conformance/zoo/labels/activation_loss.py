"""Looks for a last activation that the loss does not expect.

Why it matters: a softmax over one unit is 1 whatever the input, so nothing is learned. With
`from_logits=True` on top of a softmax it is applied twice; with probabilities expected and a linear
last layer, Keras clips to 0..1, where gradients vanish. None of these raises on TensorFlow 2.4 to
2.21 (https://keras.io/api/losses/probabilistic_losses/).

What to look at: the last layer and the loss together: logits with `from_logits=True`, or an
activation without. Two classes: one sigmoid unit or two softmax units.

When to ignore it: nothing is said where the last layer cannot be told (an operation, a nested
model). Otherwise never.
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


def _model(activation):
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation=activation)])
    model.compile("sgd", "binary_crossentropy")
    return model


def make_model():
    return _model("softmax")


def mended_model():
    return _model("sigmoid")
