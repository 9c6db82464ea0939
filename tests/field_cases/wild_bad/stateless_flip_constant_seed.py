from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="stateless_flip_constant_seed",
    title="stateless_random_flip with a constant seed",
    source=(
        "https://www.tensorflow.org/tutorials/images/data_augmentation#option_1_using_tfdatadatasetcounter "
        "(a new seed per image)"
    ),
    kind="silent",
    cause="frozen-randomness",
    groups=["randomness"],
    keras="any",
    explain=(
        "The same seed gives the same decision for every image in every epoch: no "
        "augmentation at all. Zip with a data set of seeds."
    ),
    evidence="128 images, 128 variants over four epochs",
)


def make_dataset():
    rng = np.random.default_rng(88)
    x = rng.uniform(size=(128, 10, 10, 3)).astype("float32")
    y = (x[:, :5].mean((1, 2, 3)) > 0.5).astype("float32")

    def augment(image, label):
        image = tf.image.stateless_random_flip_left_right(image, seed=(1, 2))
        image = tf.image.stateless_random_brightness(image, 0.2, seed=(3, 4))
        return tf.clip_by_value(image, 0.0, 1.0), label

    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(128)
    return ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((10, 10, 3)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
