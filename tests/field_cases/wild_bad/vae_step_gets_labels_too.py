from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="vae_step_gets_labels_too",
    title="train_step of an autoencoder takes data for the images, the folder reader yields images and labels",
    source="https://github.com/keras-team/keras-io/pull/385 (and the generators with class_mode=None in https://github.com/keras-team/keras-io/issues/38)",
    kind="error",
    cause="train-step-data-form",
    groups=['training', 'labels'],
    keras="any",
    explain="image_dataset_from_directory yields (images, labels) by default; the step was written for arrays given without y. "
    "The encoder is called with the pair: 'expects 1 input(s), but it received 2 input tensors' (Keras 2), 'Cannot convert a list "
    "containing a tensor of dtype int32 to float32' (Keras 3). Use label_mode=None. "
    "Checked: fit raises at the first step; the same dataset mapped to the images alone trains.",
)

SIZE = 24


def make_dataset():
    rng = np.random.default_rng(385)
    root = tempfile.mkdtemp()
    rows, cols = np.mgrid[0:SIZE, 0:SIZE]
    for folder in ("bolt", "nut", "washer"):
        os.makedirs(os.path.join(root, folder))
        for i in range(30):
            r, c, radius = rng.integers(8, 16), rng.integers(8, 16), rng.integers(3, 8)
            picture = np.where((rows - r) ** 2 + (cols - c) ** 2 < radius ** 2, 200, 40)
            picture = np.clip(picture + rng.normal(0, 8, picture.shape), 0, 255).astype("uint8")
            png = tf.io.encode_png(picture[..., None])
            tf.io.write_file(os.path.join(root, folder, "%03d.png" % i), png)
    ds = keras.preprocessing.image_dataset_from_directory(
        root, image_size=(SIZE, SIZE), color_mode="grayscale", batch_size=15, seed=1
    )
    return ds.map(lambda images, labels: (images / 255.0, labels)).prefetch(1)


class Autoencoder(keras.Model):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder
        self.tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.tracker]

    def call(self, images):
        return self.decoder(self.encoder(images)[:, :8])

    def train_step(self, data):
        with tf.GradientTape() as tape:
            code = self.encoder(data, training=True)
            mean, log_var = code[:, :8], code[:, 8:]
            z = mean + tf.exp(0.5 * log_var) * tf.random.normal(tf.shape(mean))
            rebuilt = self.decoder(z, training=True)
            error = tf.reduce_mean(tf.reduce_sum(tf.square(data - rebuilt), axis=(1, 2, 3)))
            kl = -0.5 * tf.reduce_mean(tf.reduce_sum(1 + log_var - tf.square(mean) - tf.exp(log_var), axis=1))
            loss = error + kl
        variables = self.encoder.trainable_variables + self.decoder.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.tracker.update_state(loss)
        return {"loss": self.tracker.result()}


def make_model():
    encoder = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(16),
        ],
        name="encoder",
    )
    decoder = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(SIZE * SIZE, activation="sigmoid"),
            keras.layers.Reshape((SIZE, SIZE, 1)),
        ],
        name="decoder",
    )
    model = Autoencoder(encoder, decoder)
    model.compile("adam")
    return model
