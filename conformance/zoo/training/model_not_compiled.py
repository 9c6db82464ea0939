"""Looks for a model that was not compiled.

Why it matters: fit and evaluate raise (`You must call compile() before ...`), and without a loss nothing
can be said of labels, targets and training, so those checks do not apply
(https://keras.io/api/models/model_training_apis/#compile-method).

What to look at: `model.compile(optimizer, loss)` in the function that makes the model.

When to ignore it: when you train with a loop of your own. `--skip model-not-compiled`.
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


def make_model():
    return keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])


def mended_model():
    model = make_model()
    model.compile("sgd", "binary_crossentropy")
    return model
