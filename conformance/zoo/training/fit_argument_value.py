"""Looks for counts given to fit that are no whole numbers, or that leave no epoch to train.

Why it matters: `epochs` is the number of the last epoch. Resumed with `initial_epoch=3, epochs=3`, fit
returns at once with an empty history and does not say so (measured on TensorFlow 2.4, 2.15 and 2.21;
https://keras.io/api/models/model_training_apis/). `steps_per_epoch=len(x) / batch_size` is a float:
Keras 2 goes on to the next whole step, Keras 3 raises TypeError.

What to look at: `epochs=initial_epoch + N`; `math.ceil(len(x) / batch_size)`, or no steps at all for
finite data.

When to ignore it: never.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

FIT = {"epochs": 3, "initial_epoch": 3}
MENDED_FIT = {"epochs": 6, "initial_epoch": 3}


def make_dataset():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = (x.sum(axis=1) > 0).astype("float32")
    rows = tf.data.Dataset.from_tensor_slices((x, y))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model
