from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="random_dataset_same_every_epoch",
    title="seeds for the augmentation come from Dataset.random(seed), which gives the same numbers in every epoch",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#random",
    kind="silent",
    groups=["randomness"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(27)
    n = 160
    y = rng.integers(0, 2, n)
    images = rng.integers(0, 120, (n, 12, 12, 1))
    images[:, 3:9, 3:9] += (100 * y)[:, None, None, None]
    photos = tf.data.Dataset.from_tensor_slices((images.astype("uint8"), y))
    seeds = tf.data.Dataset.random(seed=7).batch(2)

    def augment(photo, seed):
        image, label = photo
        image = tf.cast(image, tf.float32) / 255.0
        image = tf.image.stateless_random_flip_left_right(image, seed)
        image = tf.image.stateless_random_contrast(image, 0.7, 1.3, seed)
        return image, label

    ds = tf.data.Dataset.zip((photos, seeds)).map(augment, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.shuffle(n).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
