"""Looks for inputs that get each other's components.

Why it matters: a tuple of features is matched with the inputs by position. Two components of one
shape in the wrong order train without a word, on every version: in the measured case the input
`left_view` received values of 2..3 that belong to `right_view` (TensorFlow 2.15 and 2.21;
https://github.com/keras-team/keras/issues/14522).

What to look at: where the tuple or dict is put together. The kit follows each component back to
the named source column it was made from, and compares that name with the inputs'; where the plan
cannot tell, it compares values with the statistics each Normalization layer was adapted to.

When to ignore it: when names in the source really mean something else, for instance after a
deliberate exchange for augmentation. Rename the inputs, or list the check as an expected failure.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    views = {
        "left_view": rng.normal(size=(240, 4)).astype("float32"),
        "right_view": rng.normal(size=(240, 4)).astype("float32"),
    }
    label = (views["left_view"].sum(axis=1) > views["right_view"].sum(axis=1)).astype("float32")
    return tf.data.Dataset.from_tensor_slices((views, label)).shuffle(240)


def make_dataset():
    rows = _rows().map(lambda views, y: ((views["right_view"], views["left_view"]), y))
    return rows.batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = [keras.Input((4,), name="left_view"), keras.Input((4,), name="right_view")]
    difference = keras.layers.Subtract()(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(difference))
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    rows = _rows().map(lambda views, y: ((views["left_view"], views["right_view"]), y))
    return rows.batch(24).prefetch(tf.data.AUTOTUNE)
