from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="masked_tokens",
    title="Masked language model: a few tokens are hidden anew in each epoch and only they carry weight",
    source="composed",
    trap="targets equal the inputs nearly everywhere, most weights are zero, weights are random",
    keras="any",
)

LENGTH, VOCABULARY, MASK = 16, 32, 1


def make_dataset():
    rng = np.random.default_rng(49)
    n = 240
    start = rng.integers(0, 30, (n, 1))
    step = rng.integers(1, 4, (n, 1))
    tokens = 2 + (start + step * np.arange(LENGTH)) % 30

    def hide(sequence):
        order = tf.argsort(tf.random.uniform([LENGTH]))
        hidden = order < 3
        x = tf.where(hidden, MASK, sequence)
        return x, sequence, tf.cast(hidden, tf.float32)

    ds = tf.data.Dataset.from_tensor_slices(tokens.astype("int32")).shuffle(n)
    return ds.map(hide, num_parallel_calls=tf.data.AUTOTUNE).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((LENGTH,), dtype="int32"),
            keras.layers.Embedding(VOCABULARY, 16),
            keras.layers.Conv1D(32, 5, padding="same", activation="relu"),
            keras.layers.Dense(VOCABULARY),
        ]
    )
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
