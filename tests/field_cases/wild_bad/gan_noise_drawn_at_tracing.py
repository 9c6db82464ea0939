from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="gan_noise_drawn_at_tracing",
    title="np.random.normal inside a GAN's train_step is drawn once, when the step is traced",
    source="https://www.tensorflow.org/guide/function (Python side effects and NumPy randomness run at tracing only)",
    kind="silent", cause="numpy-random-in-graph", groups=['randomness'], keras="any",
    explain="fit compiles train_step: NumPy runs while tracing and its 16 noise vectors become a constant of the graph. "
            "Measured: over 2 epochs of 6 steps np.random.normal is called 2 times (once per trace) in place of 12, the generator only "
            "ever sees these 16 points and collapses onto 16 pictures. Use tf.random.normal.")

LATENT, BATCH = 32, 16


class GAN(keras.Model):
    def __init__(self, discriminator, generator):
        super().__init__()
        self.discriminator, self.generator = discriminator, generator

    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer, self.g_optimizer, self.loss_fn = d_optimizer, g_optimizer, loss_fn

    def call(self, z):
        return self.generator(z)

    def train_step(self, real):
        noise = np.random.normal(0, 1, (BATCH, LATENT)).astype("float32")
        fake = self.generator(noise)
        images = tf.concat([fake, real], axis=0)
        labels = tf.concat([tf.ones((BATCH, 1)), tf.zeros((BATCH, 1))], axis=0)
        with tf.GradientTape() as tape:
            d_loss = self.loss_fn(labels, self.discriminator(images))
        w = self.discriminator.trainable_weights
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, w), w))
        with tf.GradientTape() as tape:
            g_loss = self.loss_fn(tf.zeros((BATCH, 1)), self.discriminator(self.generator(noise)))
        w = self.generator.trainable_weights
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, w), w))
        return {"d_loss": d_loss, "g_loss": g_loss}


def make_dataset():
    rng = np.random.default_rng(309)
    digits = np.zeros((96, 28, 28, 1), "float32")
    for d in digits:
        a, b = rng.integers(4, 20, 2)
        d[a:a + 5, 4:24] = 255
        d[6:22, b:b + 4] = 255
    ds = tf.data.Dataset.from_tensor_slices((digits - 127.5) / 127.5)
    return ds.shuffle(96).batch(BATCH, drop_remainder=True)


def make_model():
    disc = keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(16, 3, strides=2, padding="same"),
        keras.layers.LeakyReLU(),
        keras.layers.Flatten(),
        keras.layers.Dense(1),
    ])
    gen = keras.Sequential([
        keras.Input((LATENT,)),
        keras.layers.Dense(7 * 7 * 16, activation="relu"),
        keras.layers.Reshape((7, 7, 16)),
        keras.layers.Conv2DTranspose(8, 4, strides=2, padding="same", activation="relu"),
        keras.layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh"),
    ])
    gan = GAN(disc, gen)
    gan.compile(keras.optimizers.Adam(1e-4), keras.optimizers.Adam(1e-4),
                keras.losses.BinaryCrossentropy(from_logits=True))
    return gan
