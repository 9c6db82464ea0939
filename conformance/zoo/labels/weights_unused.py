"""Looks for weights that a train_step of one's own leaves out.

Why it matters: `fit` turns `class_weight` into the third part of `data`, and what becomes of it is
train_step's own affair. One that reads `data[0]` and `data[1]` trains as if no weight had been given;
nothing says so (https://github.com/tensorflow/tensorflow/issues/43902). Measured on TensorFlow 2.15
and 2.21: after two epochs the weights of the model were the same, bit for bit, with and without.

What to look at: one step is trained twice from the same start, under even and under uneven weights.
Hand sample_weight to `compute_loss`, or multiply the loss of each example by it.

When to ignore it: a step that draws random numbers cannot be compared, and is not reported.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

FIT = {"class_weight": {0: 1.0, 1: 5.0}}


def make_dataset():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(96, 4)).astype("float32")
    y = (x.sum(axis=1, keepdims=True) > 1).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(96)
    return data.batch(16).prefetch(tf.data.AUTOTUNE)


class Own(keras.Model):
    weighs = False

    def train_step(self, data):
        x, y, weight = data if len(data) == 3 else (*data, None)
        with tf.GradientTape() as tape:
            loss = keras.losses.binary_crossentropy(y, self(x, training=True))
            if self.weighs and weight is not None:
                loss = loss * tf.reshape(tf.cast(weight, loss.dtype), (-1,))
            loss = tf.reduce_mean(loss)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}


class Weighed(Own):
    weighs = True


def _model(kind):
    inputs = keras.Input((4,))
    model = kind(inputs, keras.layers.Dense(1, activation="sigmoid")(inputs))
    model.compile("sgd", "binary_crossentropy")
    return model


def make_model():
    return _model(Own)


def mended_model():
    return _model(Weighed)
