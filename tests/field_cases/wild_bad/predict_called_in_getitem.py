from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="predict_called_in_getitem",
    title="__getitem__ calls the frozen encoder's predict for its few pictures, in each epoch anew",
    source="https://github.com/tensorflow/tensorflow/issues/40261 (a constant overhead for each call; the page of predict, https://keras.io/api/models/model_training_apis/, says that it is not meant for small inputs in a loop)",
    kind="slow",
    cause="predict-per-batch",
    groups=['efficiency'],
    keras="any",
    explain="predict sets up a dataset and a loop for eight pictures; and as the encoder is frozen, its features never change. Compute "
    "them once for the whole set (or call the encoder on the batch). Measured: the 12 batches of an epoch "
    "take 1.0 to 1.5 s, all features at once 0.1 s, the encoder called on each batch 0.1 s; two epochs of fit 2.8 s against 0.1 s.",
)


def _frozen_encoder():
    init = keras.initializers.RandomNormal(stddev=0.1, seed=9)
    encoder = keras.Sequential(
        [
            keras.Input((48, 48, 3)),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu", kernel_initializer=init),
            keras.layers.Conv2D(16, 3, strides=2, activation="relu", kernel_initializer=init),
            keras.layers.GlobalAveragePooling2D(),
        ]
    )
    encoder.trainable = False
    return encoder


class Features(keras.utils.Sequence):
    def __init__(self, images, ages, encoder, batch_size=8):
        super().__init__()
        self.images, self.ages = images, ages
        self.encoder = encoder
        self.batch_size = batch_size

    def __len__(self):
        return int(np.ceil(len(self.images) / self.batch_size))

    def __getitem__(self, index):
        rows = slice(index * self.batch_size, (index + 1) * self.batch_size)
        images = self.images[rows].astype("float32") / 255.0
        return self.encoder.predict(images, verbose=0), self.ages[rows]


def make_dataset():
    rng = np.random.default_rng(2018)
    ages = rng.uniform(0, 1, (96, 1)).astype("float32")
    images = rng.integers(0, 60, (96, 48, 48, 3)) + (150 * ages[:, :, None, None]).astype("int64")
    return Features(images.astype("uint8"), ages, _frozen_encoder())


def make_model():
    model = keras.Sequential(
        [
            keras.Input((16,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
