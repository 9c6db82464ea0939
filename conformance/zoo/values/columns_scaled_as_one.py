"""Looks for a table scaled by one mean and one deviation for all its columns.

Why it matters: `np.mean(x)` without `axis=0` is one number, and the column with the largest values makes
it. After the scaling that column has a deviation of about 1 and the small ones lie at one and the same
value, off 0: constants to the weights (https://github.com/mlflow/mlflow/issues/11847). Measured on
TensorFlow 2.15 and 2.21 with five columns and a target made of the small ones: the validation loss was
1.79, that of a guess 1.81; with `axis=0` it was 0.001.

What to look at: mean 0 and deviation 1 of the table as a whole, against the deviations of its columns:
half of them and more vary by less than 1 % of the largest. `x.mean(axis=0)`, `x.std(axis=0)`.

When to ignore it: one mean for all is right where columns are alike: pixels, windows, spectra. Inputs of
more than 64 columns, columns that are mostly one value, and those around 0 (a rotation, such as PCA) are
not reported, nor are inputs that a layer of the model normalises.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

MEAN = np.array([7.0, 0.3, 1.0, 3.2, 140.0])
DEVIATION = np.array([0.9, 0.1, 0.003, 0.15, 40.0])


def _wines(axis):
    rng = np.random.default_rng(0)
    parts = rng.normal(size=(320, 5))
    x = MEAN + DEVIATION * parts
    x = (x - x.mean(axis=axis)) / x.std(axis=axis)
    y = parts[:, 1] - parts[:, 2]
    rows = x.astype("float32"), y.astype("float32")[:, None]
    data = tf.data.Dataset.from_tensor_slices(rows).shuffle(320)
    return data.batch(32).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _wines(axis=None)


def make_model():
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model


def mended_dataset():
    return _wines(axis=0)
