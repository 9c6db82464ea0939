from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="add_loss_without_targets",
    title="The loss is made with add_loss inside a layer; the pipeline yields inputs only",
    source=(
        "https://keras.io/guides/making_new_layers_and_models_via_subclassing/#the-addloss-method"
    ),
    trap="no targets, compile without a loss",
    keras="any",
)


class Squeeze(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.code = keras.layers.Dense(3, activation="tanh")
        self.back = keras.layers.Dense(8)

    def call(self, x):
        restored = self.back(self.code(x))
        self.add_loss(tf.reduce_mean(tf.square(restored - x)))
        return restored


def make_dataset():
    rng = np.random.default_rng(56)
    x = (rng.normal(size=(320, 3)) @ rng.normal(size=(3, 8)) / 2).astype("float32")
    return tf.data.Dataset.from_tensor_slices(x).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = keras.Input((8,))
    model = keras.Model(inputs, Squeeze()(inputs))
    model.compile("adam")
    return model
