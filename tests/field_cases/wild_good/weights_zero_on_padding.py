from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="weights_zero_on_padding",
    title="Sequence tagging: padded steps have sample weight 0",
    source="https://keras.io/api/models/model_training_apis/ (2D sample_weight per timestep)",
    trap="zero weights; tag 0 is also the padding value",
    keras="any",
)


def make_dataset():
    def rows():
        rng = np.random.default_rng(14)
        for _ in range(160):
            words = rng.integers(1, 40, int(rng.integers(4, 13)))
            yield words, words % 4, np.ones(len(words), "float32")

    sig = (
        tf.TensorSpec((None,), tf.int64),
        tf.TensorSpec((None,), tf.int64),
        tf.TensorSpec((None,), tf.float32),
    )
    ds = tf.data.Dataset.from_generator(rows, output_signature=sig).cache().shuffle(160)
    return ds.padded_batch(16, padded_shapes=((12,), (12,), (12,))).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12,), dtype="int64"),
            keras.layers.Embedding(40, 8),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
