"""Looks for targets of an output that no loss is computed for.

Why it matters: `compile(loss={"emotion": ...})` of a model with the outputs "age" and "emotion" is taken
without a word, and so is the target for "age" that comes with every batch. Measured on TensorFlow 2.15
and 2.21: after fit the weights of the age head are those it began with, bit for bit.

What to look at: the keys of the dict of losses, and the names of the outputs (a name that is spelt
wrong raises; one that is missing does not).

When to ignore it: a head that is left untrained on purpose can say so by `{"age": None, ...}`, which is
not reported; nor are models with a train_step of their own.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

LOSS = "sparse_categorical_crossentropy"


def make_dataset():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(96, 4)).astype("float32")
    targets = {"age": (x[:, 0] + 0.1).astype("float32"), "emotion": (x[:, 1] > 0).astype("int32")}
    return tf.data.Dataset.from_tensor_slices((x, targets)).shuffle(96).batch(16).prefetch(2)


def make_model(**more):
    inputs = keras.Input((4,))
    hidden = keras.layers.Dense(8, activation="relu")(inputs)
    outputs = {
        "age": keras.layers.Dense(1, name="age")(hidden),
        "emotion": keras.layers.Dense(2, activation="softmax", name="emotion")(hidden),
    }
    model = keras.Model(inputs, outputs)
    model.compile("sgd", {"emotion": LOSS, **more})
    return model


def mended_model():
    return make_model(age="mse")
