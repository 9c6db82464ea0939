from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="augmented_then_cached",
    title="Random augmentation layers in map, then cache",
    source=(
        "https://www.tensorflow.org/guide/data_performance#caching (cache before random "
        "transformations)"
    ),
    kind="silent",
    cause="cache-after-augmentation",
    groups=["randomness"],
    keras="any",
    explain=(
        "The first draw is cached and replayed: each image has one frozen variant. Cache "
        "before the augmentation."
    ),
    evidence="96 images, 96 variants over four epochs",
)

FIT = dict(epochs=3)


def make_dataset():
    rng = np.random.default_rng(94)
    x = rng.integers(0, 256, (96, 12, 12, 3)).astype("uint8")
    y = (x[:, :6].mean((1, 2, 3)) > 127.5).astype("float32")
    augment = keras.Sequential(
        [keras.layers.RandomFlip("horizontal"), keras.layers.RandomTranslation(0.1, 0.1)]
    )

    def prepare(image, label):
        return augment(tf.cast(image, tf.float32) / 255.0, training=True), label

    ds = (
        tf.data.Dataset.from_tensor_slices((x, y))
        .batch(1)
        .map(prepare, num_parallel_calls=tf.data.AUTOTUNE)
    )
    return ds.unbatch().cache().shuffle(96).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
