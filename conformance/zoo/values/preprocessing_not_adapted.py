"""Looks for Normalization, lookup and vectorization layers that were never adapted.

Why it matters: an unadapted Normalization does not complain. Its mean is 0 and its variance 1, so
it hands its input on as it came (measured on TensorFlow 2.10 to 2.21: "normalised" features with
mean 1000 and deviation 197); on 2.4 it divides by almost nothing. A TextVectorization or
StringLookup without a vocabulary raises `Table not initialized`, and on TensorFlow 2.4 returns 1
for every word. https://www.tensorflow.org/guide/keras/preprocessing_layers

What to look at: the layer named in the finding, in the pipeline's `map` functions or in the model.
Call `adapt()` on the training features before the layer is used, or give it its vocabulary or its
mean and variance.

When to ignore it: when the model under test loads its layer state later (`load_weights`). Let
`make_model` do so, or list the check under expected failures.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_LAYERS = getattr(keras.layers, "experimental", None) or keras.layers
_Normalization = getattr(keras.layers, "Normalization", None) or _LAYERS.preprocessing.Normalization
_RNG = np.random.default_rng(0)
_X = _RNG.normal(3, 2, size=(240, 3)).astype("float32")
_Y = _X.sum(1, keepdims=True) / 9


def make_dataset():
    return (
        tf.data.Dataset.from_tensor_slices((_X, _Y))
        .shuffle(240)
        .batch(24)
        .prefetch(tf.data.AUTOTUNE)
    )


def _model(adapt):
    normalize = _Normalization(axis=-1)
    if adapt:
        normalize.adapt(_X)
    model = keras.Sequential([keras.Input((3,)), normalize, keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def make_model():
    return _model(adapt=False)


def mended_model():
    return _model(adapt=True)
