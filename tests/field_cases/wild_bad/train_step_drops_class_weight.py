from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="train_step_drops_class_weight",
    title="fit gets class_weight, the custom train_step takes x and y and leaves the weights behind",
    source="https://github.com/tensorflow/tensorflow/issues/43902 (also https://github.com/keras-team/keras/issues/15119)",
    kind="silent",
    cause="weights-unused",
    groups=['labels', 'training'],
    keras="any",
    explain="fit turns class_weight into a third part of data; the step reads data[0] and data[1] only, so the 35 positives "
    "of 480 count as little as before. Unpack the sample_weight and pass it to the loss. Checked: from the "
    "same first weights and without shuffling, two epochs with class_weight and without give the same weights to the bit.",
)

FIT = dict(batch_size=32, class_weight={0: 1.0, 1: 12.7})


def make_dataset():
    rng = np.random.default_rng(43902)
    n = 480
    y = (rng.random((n, 1)) < 0.05).astype("float32")
    x = rng.normal(0, 1, (n, 12)).astype("float32")
    x[:, :3] += 1.2 * y
    return x, y


class Clipped(keras.Model):
    """Clips the gradients by their common norm."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.tracker]

    def train_step(self, data):
        x, y = data[0], data[1]
        with tf.GradientTape() as tape:
            p = self(x, training=True)
            loss = tf.reduce_mean(keras.losses.binary_crossentropy(y, p))
        variables = self.trainable_variables
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), 1.0)
        self.optimizer.apply_gradients(zip(gradients, variables))
        self.tracker.update_state(loss)
        return {"loss": self.tracker.result()}


def make_model():
    inputs = keras.Input((12,))
    h = keras.layers.Dense(16, activation="relu")(inputs)
    model = Clipped(inputs, keras.layers.Dense(1, activation="sigmoid")(h))
    model.compile("adam")
    return model
