from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='hot_columns_as_features',
    title='a categorical column as one-hot floats among the features',
    source='composed for the kit',
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    kind = np.eye(5, dtype="float32")[np.random.default_rng(8).integers(0, 5, 200)]
    both = np.concatenate([x, kind], 1)
    return tf.data.Dataset.from_tensor_slices((both, y)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((11,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
