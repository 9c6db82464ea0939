from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='train_step_of_keras_2',
    title='train_step calls compiled_loss, which Keras 3 took away',
    source='composed for the kit',
    kind='error',
    groups=['training'],
    keras='3',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = keras.layers.Dense(4, activation="softmax")

    def call(self, x):
        return self.head(x)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compiled_loss(y, self(x, training=True), regularization_losses=self.losses)
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return {m.name: m.result() for m in self.metrics}


def make_dataset():
    x, y = _data()
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = Net()
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
