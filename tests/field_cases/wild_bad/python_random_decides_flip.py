from __future__ import annotations

import random

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="python_random_decides_flip",
    title="if random.random() < 0.5 decides about the flip inside map",
    source=(
        "https://www.tensorflow.org/guide/function#executing_python_side_effects, "
        "tensorflow/tensorflow#35090"
    ),
    kind="silent",
    cause="frozen-randomness",
    groups=["randomness"],
    keras="any",
    explain=(
        "The Python condition is evaluated once while tracing: either all images are flipped "
        "or none. Use tf.image.random_flip_left_right."
    ),
    evidence="120 images, 120 variants over four epochs",
)


def make_dataset():
    rng = np.random.default_rng(90)
    x = rng.uniform(size=(120, 9, 9, 1)).astype("float32")
    y = x[:, :, :5].mean((1, 2, 3))[:, None]
    random.seed(2)

    def augment(image, target):
        if random.random() < 0.5:
            image = tf.image.flip_left_right(image)
        angle = random.randint(0, 3)
        return tf.image.rot90(image, angle), target

    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(120)
    return ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE).batch(12).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((9, 9, 1)), keras.layers.Flatten(), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
