"""Looks for a class_weight that Keras cannot apply or that misses classes.

Why it matters: fit looks each label up in the dict. For a model with two outputs it raises
`class_weight is only supported for Models with a single output`
(https://github.com/tensorflow/tensorflow/issues/41448). A class without an entry weighs 1 on Keras
3, next to others that weigh 10 or 0.1, with no message; Keras 2 raises. Wrong keys are accepted by
Keras 3 and do nothing. Weights that are the share of a class, not its inverse, make the rare class
count less once more. In rows of several tags Keras looks up the first only: the weight of a tag that never
comes first is never used (https://github.com/keras-team/keras/issues/15984).

What to look at: the keys beside the labels seen. For several outputs, or for masks, make sample
weights in the pipeline instead.

When to ignore it: a class that is left out on purpose to weigh 1 gives a warning only; writing the 1
down ends it. Weights that grow with the share of a class, as a cost may, give a warning only.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

FIT = {"class_weight": {0: 1.0, 1: 4.0}}


def make_dataset():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = {
        "click": (x[:, :3].sum(axis=1) > 0).astype("float32"),
        "buy": (x[:, 3:].sum(axis=1) > 0).astype("float32"),
    }
    rows = tf.data.Dataset.from_tensor_slices((x, y))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    features = keras.Input((6,))
    outputs = {
        name: keras.layers.Dense(1, activation="sigmoid", name=name)(features)
        for name in ("click", "buy")
    }
    model = keras.Model(features, outputs)
    model.compile("sgd", dict.fromkeys(outputs, "binary_crossentropy"))
    return model


def mended_dataset():
    def weigh(x, y):
        return x, y, {"click": 1 + 3 * y["click"], "buy": 1 + 3 * y["buy"]}

    return make_dataset().map(weigh).prefetch(tf.data.AUTOTUNE)


MENDED_FIT: dict = {}
