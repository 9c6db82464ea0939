"""Looks for a pipeline without targets for a model that was compiled with a loss.

Why it matters: Keras unpacks tuples only. A lone dict such as {'image': ..., 'label': ...} is all
features; fit then raises `Target data is missing` on TensorFlow 2.15 and `None values not
supported` on 2.21, which names neither the dict nor the label
(https://www.tensorflow.org/datasets/keras_example).

What to look at: whether the element is a tuple (x, y), not a dict, a list or a tensor. A list
given to `from_tensor_slices` is packed into one tensor. `((x, y),)` is one x.

When to ignore it: not reported for models with an own `train_step` or without a loss
(`add_loss`). For a pipeline used with `predict` only, give the check a model without a loss.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(240, 6)).astype("float32")
    label = (features.sum(axis=1) > 0).astype("float32")
    return tf.data.Dataset.from_tensor_slices({"features": features, "label": label})


def make_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    layers = [keras.Input((6,), name="features"), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(layers)
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    rows = _rows().map(lambda row: (row["features"], row["label"]))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)
