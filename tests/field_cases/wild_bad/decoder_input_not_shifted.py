from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='decoder_input_not_shifted',
    title='the decoder input is the decoder target of the same step',
    source='composed for the kit',
    kind='silent',
    groups=['values', 'labels', 'wiring'],
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)
    source = rng.integers(1, 40, (200, 8))
    target = (source[:, ::-1] * 7) % 40
    x = {"source": source, "decoder": target}
    return tf.data.Dataset.from_tensor_slices((x, target)).shuffle(200).batch(20).prefetch(2)


def make_model():
    source = keras.Input((8,), dtype="int64", name="source")
    decoder = keras.Input((8,), dtype="int64", name="decoder")
    state = keras.layers.GRU(8)(keras.layers.Embedding(40, 8)(source))
    steps = keras.layers.GRU(8, return_sequences=True)(keras.layers.Embedding(40, 8)(decoder), initial_state=state)
    model = keras.Model({"source": source, "decoder": decoder}, keras.layers.Dense(40, activation="softmax")(steps))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
