from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="sparse_bag_of_words",
    title="SparseTensor features to a model that declares sparse=True",
    source="https://keras.io/api/layers/core_layers/input/ (sparse)",
    trap="the elements are SparseTensors",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(13)
    dense = ((rng.uniform(size=(240, 80)) < 0.05) * 1.0).astype("float32")
    y = (dense[:, :10].sum(1) > 0).astype("float32")
    rows = tf.sparse.from_dense(dense)
    return (
        tf.data.Dataset.from_tensor_slices((rows, y))
        .shuffle(240)
        .batch(24)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    inputs = keras.Input((80,), sparse=True)
    hidden = keras.layers.Dense(8, activation="relu")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy", jit_compile=False)
    return model
