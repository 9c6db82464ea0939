"""Looks for features that were scaled with the mean and deviation (or range) of their own batch.

Why it matters: after such a `map` the same row has other values in another batch, so the model
learns from its company, and a single row at prediction time becomes (x - x) / 0 = NaN (measured: the
same function on batches of one row gave NaN for every value). Nothing raises during training.
https://keras.io/api/layers/preprocessing_layers/numerical/normalization/

What to look at: every full batch has mean 0 and deviation 1 to float precision, or runs exactly from
0 to 1 in each column. By chance the mean of 24 rows misses 0 by about 0.2. Compute the numbers once
from the training rows. Scaling each image by itself (`tf.image.per_image_standardization`) and a
BatchNormalization layer are something else and not reported.

When to ignore it: when one batch is by construction a closed unit (one graph, one patient) and is
met as such at prediction time; list it under expected failures.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_RNG = np.random.default_rng(0)
_X = _RNG.normal(50, 20, size=(240, 3)).astype("float32")
_Y = (_X[:, :1] - 50) / 20
_MEAN, _DEVIATION = _X.mean(0), _X.std(0)


def _rows(standardise):
    rows = tf.data.Dataset.from_tensor_slices((_X, _Y)).shuffle(240).batch(24)
    return rows.map(standardise, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    def standardise(x, y):
        return (x - tf.reduce_mean(x, axis=0)) / tf.math.reduce_std(x, axis=0), y

    return _rows(standardise)


def make_model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _rows(lambda x, y: ((x - _MEAN) / _DEVIATION, y))
