from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="next_token_prediction",
    title="Language model: targets are the inputs shifted by one",
    source="https://keras.io/examples/generative/text_generation_with_miniature_gpt/",
    trap="targets overlap the features nearly completely",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(69)
    text = np.cumsum(rng.integers(1, 4, 6600)) % 26
    rows = text.reshape(200, 33)
    ds = tf.data.Dataset.from_tensor_slices(rows).shuffle(200).batch(20)
    return ds.map(lambda r: (r[:, :-1], r[:, 1:]), num_parallel_calls=tf.data.AUTOTUNE).prefetch(
        tf.data.AUTOTUNE
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((32,), dtype="int64"),
            keras.layers.Embedding(26, 8),
            keras.layers.Conv1D(16, 3, padding="causal", activation="relu"),
            keras.layers.Dense(26),
        ]
    )
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
