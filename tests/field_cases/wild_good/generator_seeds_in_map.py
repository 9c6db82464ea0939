from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="generator_seeds_in_map",
    title="tf.random.Generator makes a new stateless seed per image",
    source=(
        "https://www.tensorflow.org/tutorials/images/data_augmentation#option_2_using_tfrandomgenerator"
    ),
    trap="stateless ops; a seeded generator captured by map",
    keras="any",
)

_seeds = tf.random.Generator.from_seed(123, alg="philox")


def _augment(image, label):
    seed = _seeds.make_seeds(2)[:, 0]
    image = tf.image.stateless_random_crop(image, (10, 10, 3), seed)
    image = tf.image.stateless_random_brightness(image, 0.1, seed + 1)
    return tf.clip_by_value(image, 0.0, 1.0), label


def make_dataset():
    rng = np.random.default_rng(45)
    x = rng.uniform(size=(128, 12, 12, 3)).astype("float32")
    x[::2, ..., 0] *= 0.5
    y = (np.arange(128) % 2).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(128)
    return (
        ds.map(_augment, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((10, 10, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
