from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="token_ids_up_to_the_edge",
    title="Token ids use the full range 0..input_dim-1",
    source=("https://keras.io/api/layers/core_layers/embedding/ (input_dim is maximum index + 1)"),
    trap="the largest id is input_dim - 1; ids are large integers",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(11)
    x = rng.integers(0, 500, (240, 16))
    x[0, :2] = 0, 499
    y = ((x < 60).sum(1) > 1).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((16,), dtype="int64"),
            keras.layers.Embedding(500, 8),
            keras.layers.GlobalMaxPooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
