from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="ragged_padded_in_map",
    title="Ragged rows are batched, then padded to a fixed width in map",
    source="https://www.tensorflow.org/guide/ragged_tensor",
    trap="a ragged source; zeros as padding, masked by the embedding",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(74)
    rows = [list(rng.integers(1, 40, n)) for n in rng.integers(3, 13, 160)]
    y = np.array([np.mean(r) > 20 for r in rows], "float32")
    ds = (
        tf.data.Dataset.from_tensor_slices((tf.ragged.constant(rows, tf.int64), y))
        .shuffle(160)
        .batch(16)
    )
    return ds.map(lambda r, t: (r.to_tensor(0, shape=(None, 12)), t)).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12,), dtype="int64"),
            keras.layers.Embedding(40, 8, mask_zero=True),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
