from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="generator_function_not_called",
    title="fit is given the generator function, not the generator it makes",
    source="https://github.com/tensorflow/tensorflow/issues/36819 (train_generator(n) returns the inner function)",
    kind="error", cause="function-for-generator", groups=['elements'], keras="any",
    explain="digit_pairs(...) returns its inner function; it has to be called once more (or handed to from_generator). "
            "Keras 2 raises 'Failed to find data adapter that can handle input: <class function>', Keras 3 'Unrecognized data "
            "type'.")

N, BATCH = 96, 16


def digit_pairs(images, digits, batch_size):
    rng = np.random.default_rng(325)

    def generate():
        while True:
            a = rng.integers(0, len(images), batch_size)
            b = np.array([rng.choice(np.flatnonzero((digits == digits[i]) == bool(k % 2)))
                          for k, i in enumerate(a)])
            yield (images[a], images[b]), (digits[a] == digits[b]).astype("float32")

    return generate


def make_dataset():
    rng = np.random.default_rng(324)
    digits = np.arange(N) % 10
    strokes = rng.uniform(0, 1, (10, 20, 20, 1))
    images = (strokes[digits] + rng.normal(0, 0.1, (N, 20, 20, 1))).astype("float32")
    return digit_pairs(images, digits, BATCH)


FIT = dict(steps_per_epoch=N // BATCH)


def make_model():
    tower = keras.Sequential([
        keras.Input((20, 20, 1)),
        keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(16),
    ])
    left, right = keras.Input((20, 20, 1)), keras.Input((20, 20, 1))
    gap = keras.layers.Subtract()([tower(left), tower(right)])
    same = keras.layers.Dense(1, activation="sigmoid")(keras.layers.Multiply()([gap, gap]))
    model = keras.Model([left, right], same)
    model.compile("adam", "binary_crossentropy")
    return model
