from __future__ import annotations

import math

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="idg_preprocess_and_rescale",
    title="ImageDataGenerator with rescale=1/255 and preprocess_input: the pictures arrive within 0.004 of zero",
    source="https://9to5answer.com/keras-rescale-1-255-vs-preprocessing_function-preprocess_input-which-one-to-use",
    kind="silent", cause="scaled-twice", groups=['values'], keras="any",
    explain="standardize calls preprocessing_function first and multiplies by rescale after it: mobilenet_v2's "
            "preprocess_input already maps 0..255 to -1..1, the rescale then gives -0.0039..0.0039. Measured: "
            "largest absolute value of a batch 0.0039, standard deviation 0.0016. Keep one of the two.")

CLASSES = ("daisy", "rose", "tulip")


def load_flowers(n=120, side=48):
    rng = np.random.default_rng(301)
    y = rng.integers(0, len(CLASSES), n)
    yy, xx = np.mgrid[0:side, 0:side]
    x = np.empty((n, side, side, 3), "float32")
    for i, c in enumerate(y):
        cy, cx, r = rng.uniform(16, 32, 2).tolist() + [rng.uniform(8, 14)]
        disc = ((yy - cy) ** 2 + (xx - cx) ** 2 < r * r)[..., None]
        colour = np.array([[235, 230, 190], [200, 30, 60], [240, 150, 40]], "float32")[c]
        grass = np.array([60, 120, 50], "float32") + rng.normal(0, 18, (side, side, 3))
        x[i] = np.where(disc, colour + rng.normal(0, 12, (side, side, 3)), grass)
    return np.clip(np.round(x), 0, 255), keras.utils.to_categorical(y, len(CLASSES))


class FlowerBatches(keras.utils.Sequence):
    """Our pictures lie in memory: take a batch, flip some, leave the rest to the ImageDataGenerator."""

    def __init__(self, datagen, x, y, batch_size=20):
        super().__init__()
        self.datagen, self.x, self.y, self.batch_size = datagen, x, y, batch_size
        self.rng = np.random.default_rng(7)
        self.on_epoch_end()

    def __len__(self):
        return math.ceil(len(self.x) / self.batch_size)

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.x))

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size:(i + 1) * self.batch_size]
        flip = self.rng.uniform(size=len(rows)) < 0.5
        images = np.where(flip[:, None, None, None], self.x[rows][:, :, ::-1], self.x[rows])
        return self.datagen.standardize(images), self.y[rows]


def make_dataset():
    x_train, y_train = load_flowers()
    train_datagen = keras.preprocessing.image.ImageDataGenerator(
        rescale=1.0 / 255,
        preprocessing_function=keras.applications.mobilenet_v2.preprocess_input)
    return FlowerBatches(train_datagen, x_train, y_train)


def make_model():
    model = keras.Sequential([
        keras.Input((48, 48, 3)),
        keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
        keras.layers.Conv2D(32, 3, strides=2, padding="same", activation="relu"),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(len(CLASSES), activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
