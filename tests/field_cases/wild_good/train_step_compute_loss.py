from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="train_step_compute_loss",
    title="A custom train_step with compute_loss; labels (B,) against outputs (B, 1)",
    source="https://keras.io/guides/custom_train_step_in_tensorflow/",
    trap="ranks of target and output differ, but the loss object aligns them",
    keras="any",
)


class Net(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x=x, y=y, y_pred=self(x, training=True))
        variables = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.seen.update_state(loss)
        return {"loss": self.seen.result()}


def make_dataset():
    rng = np.random.default_rng(40)
    x = rng.normal(size=(320, 5)).astype("float32")
    y = (x[:, 0] - x[:, 1] > 0).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    inputs = keras.Input((5,))
    hidden = keras.layers.Dense(8, activation="relu")(inputs)
    model = Net(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.seen = keras.metrics.Mean(name="loss")
    model.compile("adam", "binary_crossentropy")
    return model
