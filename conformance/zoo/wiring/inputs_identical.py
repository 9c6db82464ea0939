"""Looks for two inputs of the model that are given equal values in every example.

Why it matters: a map or a `__getitem__` that fills two keys from one array compiles, fits and learns
nothing of the second. A siamese model, which calls one layer on both inputs, then compares each thing
with itself: the distance is 0 for every pair, and the loss stays at the odds of the classes.

What to look at: the step that builds the feature dict, and the name that stands in it twice.

When to ignore it: it is a failure only where one layer with weights is called on both inputs, and the
targets vary or no layer is noisy (SimCSE learns from two dropouts of one sentence). Elsewhere, as for a
wide and a deep branch over the same columns, it is a warning: one input can feed both. Components of
one or two values (masks) and passes of fewer than 32 examples are not judged.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _pairs(features):
    rng = np.random.default_rng(0)
    writers = rng.normal(size=(20, 8))
    who, same = rng.integers(0, 20, 192), rng.integers(0, 2, 192)
    other = np.where(same == 1, who, (who + 7) % 20)
    first = (writers[who] + rng.normal(0, 0.2, (192, 8))).astype("float32")
    second = (writers[other] + rng.normal(0, 0.2, (192, 8))).astype("float32")
    table = tf.data.Dataset.from_tensor_slices((first, second, same.astype("float32")))
    return table.shuffle(192).map(features).batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pairs(lambda a, b, y: ({"left": a, "right": a}, y))


def make_model():
    tower = keras.layers.Dense(8, activation="tanh")
    inputs = {name: keras.Input((8,), name=name) for name in ("left", "right")}
    gap = keras.layers.Subtract()([tower(inputs["left"]), tower(inputs["right"])])
    gap = keras.layers.Multiply()([gap, gap])
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(gap))
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _pairs(lambda a, b, y: ({"left": a, "right": b}, y))
