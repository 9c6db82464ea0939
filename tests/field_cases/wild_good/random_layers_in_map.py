from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="random_layers_in_map",
    title="keras.layers.RandomFlip and RandomRotation in map, after cache",
    source=(
        "https://www.tensorflow.org/tutorials/images/data_augmentation#option_2_apply_the_preprocessing_layers_to_your_dataset"
    ),
    trap="layers with random state called in map",
    keras="any",
)

_flip = keras.layers.RandomFlip("horizontal")
_turn = keras.layers.RandomRotation(0.05)


def make_dataset():
    rng = np.random.default_rng(43)
    x = rng.integers(0, 256, (96, 12, 12, 3)).astype("uint8")
    x[::2, 6:] //= 2
    y = (np.arange(96) % 2).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y))
    ds = ds.map(
        lambda i, t: (tf.cast(i, tf.float32) / 255.0, t), num_parallel_calls=tf.data.AUTOTUNE
    ).cache()
    ds = ds.shuffle(96).batch(16)
    ds = ds.map(
        lambda i, t: (_turn(_flip(i, training=True), training=True), t),
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    return ds.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
