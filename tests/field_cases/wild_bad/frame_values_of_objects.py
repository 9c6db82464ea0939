from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='frame_values_of_objects',
    title='a frame with a text column as one array of objects',
    source='composed for the kit',
    kind='error',
    groups=['elements', 'training'],
    keras='any',
)


def make_dataset():
    table = np.array([[1.0, 2.5, "red"], [3.0, 1.5, "blue"]] * 60, dtype=object)
    return tf.data.Dataset.from_tensor_slices((table, np.tile([0.0, 1.0], 60))).batch(20)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
