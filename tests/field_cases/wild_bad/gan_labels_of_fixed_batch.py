from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="gan_labels_of_fixed_batch",
    title="train_step makes labels for 32 images, the last batch of an epoch has 12",
    source="https://github.com/cs231n/cs231n.github.io/issues/206",
    kind="error",
    groups=["elements", "training"],
    keras="any",
)

BATCH = 32


def make_dataset():
    rng = np.random.default_rng(89)
    n = 140
    yy, xx = np.mgrid[0:8, 0:8]
    cx, cy = rng.uniform(2, 6, (2, n, 1, 1))
    blob = np.exp(-((xx - cx) ** 2 + (yy - cy) ** 2) / 4.0)
    images = (2 * blob - 1 + rng.uniform(0, 0.05, (n, 8, 8))).clip(-1, 1).astype("float32")
    return tf.data.Dataset.from_tensor_slices(images[..., None]).shuffle(n).batch(BATCH).prefetch(1)


class Gan(keras.Model):
    def __init__(self):
        super().__init__()
        self.generator = keras.Sequential(
            [
                keras.Input((16,)),
                keras.layers.Dense(64, activation="relu"),
                keras.layers.Dense(64, activation="tanh"),
                keras.layers.Reshape((8, 8, 1)),
            ]
        )
        self.critic = keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                keras.layers.Flatten(),
                keras.layers.Dense(32),
                keras.layers.LeakyReLU(),
                keras.layers.Dense(1),
            ]
        )
        self.g_optimizer = keras.optimizers.Adam(2e-4, beta_1=0.5)
        self.d_optimizer = keras.optimizers.Adam(2e-4, beta_1=0.5)
        self.bce = keras.losses.BinaryCrossentropy(from_logits=True)

    def call(self, noise):
        return self.generator(noise)

    def train_step(self, real):
        size = BATCH
        noise = tf.random.normal((size, 16))
        with tf.GradientTape() as tape:
            fake = self.generator(noise, training=True)
            d_loss = self.bce(tf.ones((size, 1)), self.critic(real, training=True))
            d_loss += self.bce(tf.zeros((size, 1)), self.critic(fake, training=True))
        weights = self.critic.trainable_variables
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))
        with tf.GradientTape() as tape:
            judged = self.critic(self.generator(noise, training=True), training=True)
            g_loss = self.bce(tf.ones((size, 1)), judged)
        weights = self.generator.trainable_variables
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))
        return {"d_loss": d_loss, "g_loss": g_loss}


def make_model():
    model = Gan()
    model.compile()
    return model
