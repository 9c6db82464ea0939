from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="weights_one_on_padding",
    title="the weights of a tagger are one on the padding and zero on the words",
    source="composed",
    kind="silent",
    groups=["labels"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(15)

    def sentences():
        for _ in range(240):
            length = rng.integers(4, 14)
            words = rng.integers(1, 60, length)
            yield words, words % 5

    ds = tf.data.Dataset.from_generator(
        sentences,
        output_signature=(tf.TensorSpec([None], tf.int32), tf.TensorSpec([None], tf.int32)),
    )
    ds = ds.cache().shuffle(240).padded_batch(24, padded_shapes=([14], [14]))

    def add_weights(words, tags):
        return words, tags, tf.cast(tf.equal(words, 0), tf.float32)

    return ds.map(add_weights).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((14,), dtype="int32"),
            keras.layers.Embedding(60, 8),
            keras.layers.Conv1D(16, 3, padding="same", activation="relu"),
            keras.layers.Dense(5, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
