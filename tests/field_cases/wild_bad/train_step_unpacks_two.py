from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="train_step_unpacks_two",
    title="A custom train_step unpacks (x, y), the pipeline yields sample weights too",
    source=(
        "https://keras.io/guides/custom_train_step_in_tensorflow/ (supporting sample_weight "
        "and class_weight)"
    ),
    kind="error",
    cause="train-step-unpacking",
    groups=["training", "wiring", "elements"],
    keras="any",
    explain=(
        "'too many values to unpack'. Handle data of length 3 "
        "(keras.utils.unpack_x_y_sample_weight)."
    ),
)


class Net(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            predicted = self(x, training=True)
            loss = tf.reduce_mean(tf.square(predicted - y))
        variables = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return {"loss": loss}


def make_dataset():
    rng = np.random.default_rng(102)
    x = rng.normal(size=(240, 5)).astype("float32")
    y = x[:, :1] * 2 - x[:, 3:4]
    w = rng.uniform(0.5, 1.5, 240).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y, w))
        .shuffle(240)
        .batch(24)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    inputs = keras.Input((5,))
    model = Net(inputs, keras.layers.Dense(1)(inputs))
    model.compile("adam")
    return model
