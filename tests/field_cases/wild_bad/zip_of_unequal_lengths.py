from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="zip_of_unequal_lengths",
    title="300 images are zipped with 180 labels",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/data/Dataset#zip (stops with the shortest)"
    ),
    kind="silent",
    cause="length-mismatch",
    groups=["completeness", "wiring"],
    keras="any",
    explain=(
        "zip ends with the shorter part, 40 % of the images are never seen and nobody is "
        "told. Compare the lengths."
    ),
    evidence="180 of 300 images are yielded",
)


def make_dataset():
    rng = np.random.default_rng(70)
    x = rng.uniform(size=(300, 8, 8, 1)).astype("float32")
    y = (x.mean((1, 2, 3)) > 0.5).astype("float32")[:180]
    images = tf.data.Dataset.from_tensor_slices(x)
    labels = tf.data.Dataset.from_tensor_slices(y)
    return tf.data.Dataset.zip((images, labels)).shuffle(300).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
