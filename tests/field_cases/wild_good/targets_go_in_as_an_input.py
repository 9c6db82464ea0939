from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='targets_go_in_as_an_input', keras='any',
    title='Endpoint layer: the targets are an input of the model, the last layer adds the loss, fit gets one dict',
    source='https://keras.io/examples/keras_recipes/endpoint_layer_pattern/',
    trap='the label is among the inputs (it reaches the loss only, not the prediction), there is no y and compile gets no loss')


def _rows(seed, n):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 12)).astype('float32')
    y = (x[:, :1] - 0.7 * x[:, 3:4] * x[:, 5:6] + rng.logistic(0, 0.3, (n, 1)) > 0)
    return {'inputs': x, 'targets': y.astype('float32')}


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_rows(511, 320)).shuffle(320).batch(32)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_rows(512, 80)).batch(32)


class LogisticEndpoint(keras.layers.Layer):
    def call(self, inputs):
        logits, targets = inputs
        self.add_loss(tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=logits)))
        return tf.nn.sigmoid(logits)


def make_model():
    inputs = keras.Input((12,), name='inputs')
    targets = keras.Input((1,), name='targets')
    logits = keras.layers.Dense(1)(keras.layers.Dense(24, activation='relu')(inputs))
    m = keras.Model({'inputs': inputs, 'targets': targets}, LogisticEndpoint(name='predictions')([logits, targets]))
    m.compile(keras.optimizers.Adam(5e-3))
    return m
