from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="list_returned_by_map",
    title="map returns a list [x, y]; tf.data turns it into a tuple",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/data/Dataset#map (checked on "
        "TensorFlow 2.15 and 2.21)"
    ),
    trap="a list is packed to one tensor by from_tensor_slices, but not by map",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(72)
    table = rng.normal(size=(300, 5)).astype("float32")
    table[:, 4] = table[:, 0] * 2 - table[:, 1]
    ds = tf.data.Dataset.from_tensor_slices(table).shuffle(300)
    return ds.map(lambda row: [row[:4], row[4:]]).batch(30).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.02), "mse")
    return model
