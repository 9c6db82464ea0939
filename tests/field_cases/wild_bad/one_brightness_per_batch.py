from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="one_brightness_per_batch",
    title="random_brightness and random_contrast are mapped after batch",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/image/random_brightness (one delta per call)"
    ),
    kind="silent",
    cause="randomness-shared-in-batch",
    groups=["randomness"],
    keras="any",
    explain=(
        "The ops draw one number per call, so all 24 images of a batch get the same "
        "brightness. Map before batch."
    ),
    evidence=(
        "the mean brightness of the images varies by 0.008 within a batch and by 0.1 between "
        "batches"
    ),
)


def make_dataset():
    rng = np.random.default_rng(98)
    x = rng.uniform(0.3, 0.7, (192, 8, 8, 3)).astype("float32")
    y = (x[..., 0].mean((1, 2)) > x[..., 1].mean((1, 2))).astype("float32")

    def augment(images, labels):
        images = tf.image.random_contrast(tf.image.random_brightness(images, 0.2), 0.8, 1.2)
        return tf.clip_by_value(images, 0.0, 1.0), labels

    ds = tf.data.Dataset.from_tensor_slices((x, y)).cache().shuffle(192).batch(24)
    return ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
