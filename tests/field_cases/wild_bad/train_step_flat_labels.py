from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="train_step_flat_labels",
    title="A custom train_step subtracts labels (B,) from outputs (B, 1)",
    source=("keras-team/keras#14627, tensorflow/tensorflow#37770 (the shapes broadcast to (B, B))"),
    kind="silent",
    cause="label-broadcast",
    groups=["labels", "training"],
    keras="any",
    explain=(
        "(B, 1) - (B,) is (B, B): each prediction is compared with all targets, so the net "
        "learns the mean. Use compute_loss or add the axis."
    ),
    evidence="loss 2.63 after 15 epochs, 0.1 with targets (B, 1)",
)


class Net(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.abs(y - self(x, training=True)))
        variables = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.mean.update_state(loss)
        return {"loss": self.mean.result()}


def make_dataset():
    rng = np.random.default_rng(103)
    x = rng.normal(size=(320, 5)).astype("float32")
    y = (3 * x[:, 0] - x[:, 1]).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    inputs = keras.Input((5,))
    model = Net(inputs, keras.layers.Dense(1)(keras.layers.Dense(16, activation="relu")(inputs)))
    model.mean = keras.metrics.Mean(name="loss")
    model.compile(keras.optimizers.Adam(0.02))
    return model
