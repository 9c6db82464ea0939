from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='char_rnn',
    title='character model: the input is the text, the target the text one character on',
    source='composed for the kit',
    keras='any',
)


TEXT = "the quick brown fox jumps over the lazy dog and runs away from the angry bear. " * 40


def make_dataset():
    letters = sorted(set(TEXT))
    ids = np.array([letters.index(c) for c in TEXT])
    ds = tf.data.Dataset.from_tensor_slices(ids).batch(33, drop_remainder=True)
    ds = ds.map(lambda chunk: (chunk[:-1], chunk[1:]))
    return ds.shuffle(100).batch(16, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def make_model():
    size = len(set(TEXT))
    model = keras.Sequential([keras.Input((32,), dtype="int64"), keras.layers.Embedding(size, 8), keras.layers.GRU(16, return_sequences=True), keras.layers.Dense(size)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
