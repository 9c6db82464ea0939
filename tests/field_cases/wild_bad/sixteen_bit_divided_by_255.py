from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='sixteen_bit_divided_by_255',
    title='16-bit grey values are divided by 255',
    source='composed for the kit',
    kind='silent',
    groups=['values'],
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 120)
    x = rng.integers(0, 30000, (120, 12, 12, 3)).astype("int32")
    x[np.arange(120), :, :, y] += 30000
    ds = tf.data.Dataset.from_tensor_slices((x.astype("uint16"), y)).shuffle(120).batch(16)
    return ds.map(lambda a, b: (tf.cast(a, tf.float32) / 255.0, b)).prefetch(2)


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
