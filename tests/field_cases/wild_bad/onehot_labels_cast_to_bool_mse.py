from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='onehot_labels_cast_to_bool_mse',
    title='one-hot rows against one unit under mse',
    source='composed for the kit',
    kind='silent',
    groups=['labels'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    return tf.data.Dataset.from_tensor_slices((x, np.eye(4, dtype="float32")[y])).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
