from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="unit_vectors_cosine",
    title="Bags of words are mapped to unit vectors under the cosine similarity loss",
    source="composed",
    trap="targets below zero, a loss that is negative and sinks to minus one",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(54)
    n, words, width = 300, 40, 8
    meaning = rng.normal(size=(words, width))
    bag = rng.multinomial(12, np.full(words, 1 / words), n)
    vector = bag @ meaning
    vector /= np.linalg.norm(vector, axis=1, keepdims=True)
    x = np.log1p(bag).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, vector.astype("float32")))
    return ds.shuffle(n).batch(30).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((40,)),
            keras.layers.Dense(24, activation="relu"),
            keras.layers.Dense(8),
            keras.layers.UnitNormalization(),
        ]
    )
    model.compile("adam", keras.losses.CosineSimilarity(axis=-1))
    return model
