from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='thumbs_db_among_images',
    title='one file of the folder is no image',
    source='composed for the kit',
    kind='error',
    groups=['elements', 'training'],
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)
    png = [tf.io.encode_png(rng.integers(0, 256, (12, 12, 3)).astype("uint8")).numpy() for _ in range(48)]
    png[30] = b"not an image at all, some index of the desktop"
    ds = tf.data.Dataset.from_tensor_slices((png, rng.integers(0, 3, 48))).shuffle(48)

    def read(a, b):
        image = tf.io.decode_png(a, channels=3)
        image.set_shape((12, 12, 3))
        return tf.cast(image, tf.float32) / 255.0, b

    return ds.map(read).batch(16).prefetch(2)


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
