from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='decode_image_without_shape',
    title='tf.image.decode_image gives no rank, and resize needs one',
    source='composed for the kit',
    kind='error',
    groups=['elements'],
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)
    png = [tf.io.encode_png(rng.integers(0, 256, (16, 16, 3)).astype("uint8")).numpy() for _ in range(48)]
    ds = tf.data.Dataset.from_tensor_slices((png, rng.integers(0, 3, 48)))
    return ds.map(lambda a, b: (tf.image.resize(tf.image.decode_image(a), (12, 12)) / 255.0, b)).batch(16)


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
