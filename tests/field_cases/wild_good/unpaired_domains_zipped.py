from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="unpaired_domains_zipped",
    title="CycleGAN style: photos and sketches shuffled on their own and zipped, the smaller set repeated",
    source="https://keras.io/examples/generative/cyclegan/",
    trap="two sides shuffled apart and of unequal length on purpose; no labels, own train_step",
    keras="any",
)


def _shapes(rng, n):
    yy, xx = np.mgrid[0:8, 0:8]
    cx, cy = rng.uniform(2, 6, (2, n, 1, 1))
    return np.exp(-((xx - cx) ** 2 + (yy - cy) ** 2) / 4.0)


def make_dataset():
    rng = np.random.default_rng(15)
    photos = (2 * _shapes(rng, 160) - 1 + rng.normal(0, 0.05, (160, 8, 8))).clip(-1, 1)
    sketches = np.where(_shapes(rng, 96) > 0.5, -0.9, 0.9) + rng.normal(0, 0.03, (96, 8, 8))
    photos = tf.data.Dataset.from_tensor_slices(photos[..., None].astype("float32"))
    sketches = tf.data.Dataset.from_tensor_slices(sketches.clip(-1, 1)[..., None].astype("float32"))
    both = tf.data.Dataset.zip((photos.shuffle(160), sketches.shuffle(96).repeat()))
    return both.batch(16).prefetch(tf.data.AUTOTUNE)


def _translator():
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(48, activation="relu"),
            keras.layers.Dense(64, activation="tanh"),
            keras.layers.Reshape((8, 8, 1)),
        ]
    )


def _critic():
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(24, activation="relu"),
            keras.layers.Dense(1),
        ]
    )


class Cycle(keras.Model):
    def __init__(self):
        super().__init__()
        self.to_sketch, self.to_photo = _translator(), _translator()
        self.photo_critic, self.sketch_critic = _critic(), _critic()
        self.g_optimizer = keras.optimizers.Adam(2e-4, beta_1=0.5)
        self.d_optimizer = keras.optimizers.Adam(2e-4, beta_1=0.5)

    def call(self, photos):
        return self.to_sketch(photos)

    def train_step(self, data):
        photos, sketches = data
        with tf.GradientTape() as tape:
            drawn, shot = self.to_sketch(photos), self.to_photo(sketches)
            fool = tf.reduce_mean(tf.square(self.sketch_critic(drawn) - 1.0))
            fool += tf.reduce_mean(tf.square(self.photo_critic(shot) - 1.0))
            back = tf.reduce_mean(tf.abs(self.to_photo(drawn) - photos))
            back += tf.reduce_mean(tf.abs(self.to_sketch(shot) - sketches))
            g_loss = fool + 10.0 * back
        weights = self.to_sketch.trainable_variables + self.to_photo.trainable_variables
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights))
        with tf.GradientTape() as tape:
            d_loss = tf.reduce_mean(tf.square(self.sketch_critic(sketches) - 1.0))
            d_loss += tf.reduce_mean(tf.square(self.sketch_critic(drawn)))
            d_loss += tf.reduce_mean(tf.square(self.photo_critic(photos) - 1.0))
            d_loss += tf.reduce_mean(tf.square(self.photo_critic(shot)))
        weights = self.sketch_critic.trainable_variables + self.photo_critic.trainable_variables
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights))
        return {"g_loss": g_loss, "d_loss": d_loss, "cycle": back}

    def test_step(self, data):
        photos, sketches = data
        back = tf.reduce_mean(tf.abs(self.to_photo(self.to_sketch(photos)) - photos))
        back += tf.reduce_mean(tf.abs(self.to_sketch(self.to_photo(sketches)) - sketches))
        return {"cycle": back}


def make_model():
    model = Cycle()
    model.compile()
    return model
