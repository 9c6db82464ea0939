from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="steps_counted_in_samples",
    title="steps_per_epoch is the number of pictures, the generator yields 16 at a time: an epoch runs over the data 16 times",
    source="https://datascience.stackexchange.com/revisions/6e1ce08a-5ca1-4c13-becb-78caf386d244/view-source (steps_per_epoch should equal ceil(num_samples / batch_size))",
    kind="slow", cause="steps-in-samples", groups=['completeness'], keras="any",
    explain="192 pictures in batches of 16 are 12 steps, FIT asks for 192. Measured: 3072 examples per epoch, each picture "
            "exactly 16 times; 2 epochs take 1.86 s in place of 0.34 s with 12 steps. Divide by the batch size.")

N_TRAIN, BATCH_SIZE = 192, 16


def load_cats_and_dogs():
    rng = np.random.default_rng(330)
    x = rng.integers(0, 256, (N_TRAIN, 64, 64, 3)).astype("uint8")
    y = rng.integers(0, 2, N_TRAIN)
    x[y == 1, :32] //= 3
    return x, y


def image_generator(x, y, batch_size):
    rng = np.random.default_rng(8)
    while True:
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            idx = order[start:start + batch_size]
            images = x[idx].astype("float32") / 255.0
            if rng.uniform() < 0.5:
                images = images[:, :, ::-1]
            yield images, y[idx].astype("float32")


def make_dataset():
    x, y = load_cats_and_dogs()
    return image_generator(x, y, BATCH_SIZE)


def make_model():
    model = keras.models.Sequential([
        keras.Input(shape=(64, 64, 3)),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.MaxPooling2D(4),
        keras.layers.Flatten(),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


FIT = dict(steps_per_epoch=N_TRAIN)
