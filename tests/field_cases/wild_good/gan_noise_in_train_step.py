from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="gan_noise_in_train_step",
    title="A small GAN: the pipeline yields real samples only, noise is drawn in train_step",
    source="https://keras.io/guides/custom_train_step_in_tensorflow/ (an end-to-end GAN)",
    trap="no targets; compile without a loss; labels all one and all zero are made inside",
    keras="any",
)


class Gan(keras.Model):
    def __init__(self):
        super().__init__()
        self.make = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        self.judge = keras.Sequential(
            [keras.Input((2,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
        )
        self.cross = keras.losses.BinaryCrossentropy(from_logits=True)
        self.seen = keras.metrics.Mean(name="d_loss")
        self.maker_optimizer = keras.optimizers.Adam(0.001)

    @property
    def metrics(self):
        return [self.seen]

    def call(self, noise):
        return self.judge(self.make(noise))

    def train_step(self, real):
        noise = tf.random.normal((tf.shape(real)[0], 4))
        with tf.GradientTape(persistent=True) as tape:
            fake_score, real_score = self.judge(self.make(noise)), self.judge(real)
            d_loss = self.cross(tf.ones_like(real_score), real_score) + self.cross(
                tf.zeros_like(fake_score), fake_score
            )
            g_loss = self.cross(tf.ones_like(fake_score), fake_score)
        judge, make = self.judge.trainable_variables, self.make.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(d_loss, judge), judge))
        self.maker_optimizer.apply_gradients(zip(tape.gradient(g_loss, make), make))
        self.seen.update_state(d_loss)
        return {"d_loss": self.seen.result()}


def make_dataset():
    points = np.random.default_rng(42).normal([1.0, -1.0], 0.4, (320, 2)).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices(points).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = Gan()
    model.compile(keras.optimizers.Adam(0.001))
    return model
