from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='decoder_input_shifted',
    title='the decoder input is the target one step late, after a start id',
    source='composed for the kit',
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)
    source = rng.integers(1, 40, (200, 8))
    target = (source[:, ::-1] * 7) % 39 + 1
    decoder = np.concatenate([np.zeros((200, 1), "int64"), target[:, :-1]], 1)
    x = {"source": source, "decoder": decoder}
    return tf.data.Dataset.from_tensor_slices((x, target)).shuffle(200).batch(20).prefetch(2)


def make_model():
    source = keras.Input((8,), dtype="int64", name="source")
    decoder = keras.Input((8,), dtype="int64", name="decoder")
    state = keras.layers.GRU(8)(keras.layers.Embedding(40, 8)(source))
    steps = keras.layers.GRU(8, return_sequences=True)(keras.layers.Embedding(40, 8)(decoder), initial_state=state)
    model = keras.Model({"source": source, "decoder": decoder}, keras.layers.Dense(40, activation="softmax")(steps))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
