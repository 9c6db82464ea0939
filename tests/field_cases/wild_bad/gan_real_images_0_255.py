from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="gan_real_images_0_255",
    title="real images stay in 0..255 while the generator ends in tanh: the critic tells them apart by size alone",
    source="composed",
    kind="silent",
    groups=["values"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(88)
    n = 256
    yy, xx = np.mgrid[0:8, 0:8]
    cx, cy = rng.uniform(2, 6, (2, n, 1, 1))
    blob = np.exp(-((xx - cx) ** 2 + (yy - cy) ** 2) / 4.0)
    images = (255 * blob + rng.uniform(0, 20, (n, 8, 8))).clip(0, 255).astype("uint8")
    ds = tf.data.Dataset.from_tensor_slices(images[..., None])
    ds = ds.map(lambda image: tf.cast(image, tf.float32), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.shuffle(n).batch(32).prefetch(tf.data.AUTOTUNE)


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
        size = tf.shape(real)[0]
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
