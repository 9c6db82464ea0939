"""Looks for elements of more than three parts.

Why it matters: Keras unpacks one to three parts as (x, y, sample_weight) and raises `Data is
expected to be in format ...` for four (TensorFlow 2.4 to 2.21;
https://keras.io/api/models/model_training_apis/). With three parts too many are not noticed: see
third-element.

What to look at: what the extra parts are. Ids and file names are dropped before fit; the inputs
of a model with several go into one nested tuple or dict.

When to ignore it: not reported for a model with an own `train_step`, which may unpack as it
likes. Otherwise there is nothing to ignore: fit cannot run.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = (x.sum(axis=1) > 0).astype("float32")
    weight = np.where(y == 1, 2.0, 1.0).astype("float32")
    row_id = np.arange(240)
    return tf.data.Dataset.from_tensor_slices((x, y, weight, row_id)).shuffle(240)


def make_dataset():
    return _rows().batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    rows = _rows().map(lambda x, y, weight, row_id: (x, y, weight))
    return rows.batch(24).prefetch(tf.data.AUTOTUNE)
