from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='steps_with_trailing_axis',
    title='tag sequences (B, T, 1) for (B, T, C)',
    source='composed for the kit',
    keras='any',
)


def make_dataset():
    ids = np.random.default_rng(0).integers(1, 40, (200, 10))
    return tf.data.Dataset.from_tensor_slices((ids, (ids % 3)[..., None])).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((10,), dtype="int64"), keras.layers.Embedding(40, 8), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
