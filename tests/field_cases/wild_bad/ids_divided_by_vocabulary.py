from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='ids_divided_by_vocabulary',
    title='token ids are scaled to 0..1 and then looked up in an Embedding',
    source='composed for the kit',
    kind='silent',
    groups=['values', 'elements'],
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)
    ids = rng.integers(1, 100, (200, 12))
    y = (ids.max(1) > 95).astype("float32")
    return tf.data.Dataset.from_tensor_slices(((ids / 100).astype("float32"), y)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential(
        [keras.Input((12,)), keras.layers.Embedding(100, 8), keras.layers.GlobalAveragePooling1D(),
         keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
