"""Looks for a model input that the feature dict does not hold.

Why it matters: Keras matches a flat dict of features with the inputs by name. On TensorFlow 2.15
and 2.21 fit raises `Missing data for input "area"`, after the data has been read and the model
built; TensorFlow 2.4 falls back to positions instead and feeds the wrong columns in silence
(measured; https://keras.io/guides/functional_api/).

What to look at: the keys the elements really hold (`dataset.element_spec`) beside
`model.input_names`. Most often a key is misspelled or a `map` function forgot to pass it on; the
finding names the nearest spelling.

When to ignore it: never for a model that fit is called on. For a pipeline that serves several
models, run `conformance check` with each of them, or `--skip input-missing`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

NAMES = ("area", "rooms")


def _rows():
    rng = np.random.default_rng(0)
    columns = {name: rng.normal(size=(240, 1)).astype("float32") for name in NAMES}
    return columns, columns["area"] + 2 * columns["rooms"]


def _batches(rename):
    columns, price = _rows()
    features = {rename.get(name, name): column for name, column in columns.items()}
    rows = tf.data.Dataset.from_tensor_slices((features, price))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(rename={"rooms": "room_count"})


def make_model():
    inputs = {name: keras.Input((1,), name=name) for name in NAMES}
    joined = keras.layers.concatenate([inputs[name] for name in NAMES])
    model = keras.Model(inputs, keras.layers.Dense(1)(joined))
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _batches(rename={})
