"""Looks for a finite `repeat(n)` in a pipeline that fit reads for several epochs.

Why it matters: `repeat(10)` makes one epoch of ten passes, and `fit(epochs=10)` reads a hundred. Schedules,
early stopping and the validation after each epoch then work on a tenth of what was meant
(https://www.tensorflow.org/guide/data#processing_multiple_epochs).

What to look at: leave `repeat` out and let `epochs` count; keep `repeat()` without a number for
`steps_per_epoch`.

When to ignore it: for a small set whose epochs are lengthened on purpose. `--skip repeat-and-epochs`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

FIT = {"epochs": 10}


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = (x.sum(axis=1) > 0).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(240).batch(24)


def make_dataset():
    return _rows().repeat(10).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().prefetch(tf.data.AUTOTUNE)
