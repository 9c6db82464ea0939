"""Looks for data without an end that fit is given no number of steps for.

Why it matters: on Keras 3 the first epoch of an infinite dataset never ends, in `fit`, `evaluate`,
`predict` and for validation data alike; there is no warning. Keras 2 raises for a dataset, and never
ends for a plain generator (measured on TensorFlow 2.4 to 2.21). `make_csv_dataset` repeats for ever
unless it is given `num_epochs=1`.
https://www.tensorflow.org/api_docs/python/tf/data/experimental/make_csv_dataset

What to look at: where the repeat is. Either drop it, since `fit(epochs=...)` starts the data anew by
itself, or pass `steps_per_epoch` (and `validation_steps`) as well.

When to ignore it: when the steps are given elsewhere than to the kit: pass them with
`--fit steps_per_epoch=100` or in `FIT`. A generator that is merely long is a warning.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 4)).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, x.sum(1, keepdims=True))).shuffle(240)


def make_dataset():
    return _rows().repeat().batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _rows().batch(24).prefetch(tf.data.AUTOTUNE)
