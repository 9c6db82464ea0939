from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='lone_dict_with_labels_in_it',
    title='elements are one dict with the label in it, nothing is a target',
    source='composed for the kit',
    kind='error',
    groups=['wiring', 'labels'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    rows = {"a": x, "label": y}
    return tf.data.Dataset.from_tensor_slices(rows).shuffle(200).batch(20).prefetch(2)


def make_model():
    inputs = keras.Input((6,), name="a")
    model = keras.Model({"a": inputs}, keras.layers.Dense(4, activation="softmax")(inputs))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
