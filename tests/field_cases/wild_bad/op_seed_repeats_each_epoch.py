from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='op_seed_repeats_each_epoch',
    title='a seed given to the random op makes each epoch draw the same numbers',
    source='composed for the kit',
    kind='silent',
    groups=['randomness'],
    keras='any',
)


def _data(n=120, size=12):
    rng = np.random.default_rng(5)
    y = rng.integers(0, 3, n)
    x = rng.integers(0, 120, (n, size, size, 3))
    x[np.arange(n), :, :, y] += 100
    return x.astype("uint8"), y


def make_dataset():
    x, y = _data()

    def augment(image, label):
        image = tf.cast(image, tf.float32) / 255.0
        return tf.image.random_flip_left_right(image, seed=1), label

    ds = tf.data.Dataset.from_tensor_slices((x, y)).map(augment)
    return ds.shuffle(120).batch(16).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
