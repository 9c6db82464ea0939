from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='nested_inputs',
    title='inputs nested as the elements are',
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
    rows = {"numeric": (x[:, :3], x[:, 3:])}
    return tf.data.Dataset.from_tensor_slices((rows, y)).shuffle(200).batch(20).prefetch(2)


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = keras.layers.Dense(4, activation="softmax")

    def call(self, inputs):
        return self.head(tf.concat(inputs["numeric"], -1))


def make_model():
    model = Net()
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
