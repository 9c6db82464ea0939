"""Looks for an output without a target, or a target without an output.

Why it matters: dicts of targets are matched by key or output name, everything else by position. A
misspelled key raises `Expected float32, but got ages of type 'str'` on TensorFlow 2.21, which does
not name the mistake; a missing key leaves that head untrained on Keras 2, with no message
(https://keras.io/guides/training_with_built_in_methods/).

What to look at: the keys of y beside `model.output_names`. The finding names the nearest spelling.

When to ignore it: give an output that is not trained the loss None; then it needs no target.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _batches(names):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    targets = {names[0]: x[:, :1] + x[:, 1:2], names[1]: x[:, 2:3] - x[:, 3:4]}
    rows = tf.data.Dataset.from_tensor_slices((x, targets))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(("ages", "weight"))


def make_model():
    features = keras.Input((6,))
    outputs = {
        "age": keras.layers.Dense(1, name="age")(features),
        "weight": keras.layers.Dense(1, name="weight")(features),
    }
    model = keras.Model(features, outputs)
    model.compile("sgd", {"age": "mse", "weight": "mse"})
    return model


def mended_dataset():
    return _batches(("age", "weight"))
