from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="hashed_ids",
    title="Ten-digit int64 ids hashed to 64 buckets inside the model",
    source="https://keras.io/api/layers/preprocessing_layers/categorical/hashing/",
    trap="integers far beyond the size of the embedding",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(60)
    shops = 4_000_000_000 + rng.integers(0, 10**9, 30)
    which = rng.integers(0, 30, 480)
    y = ((which % 5) / 4).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((shops[which][:, None], y))
    return ds.shuffle(480).batch(48).prefetch(tf.data.AUTOTUNE)


def make_model():
    shop = keras.Input((1,), dtype="int64")
    bucket = keras.layers.Hashing(num_bins=64)(shop)
    vector = keras.layers.Flatten()(keras.layers.Embedding(64, 4)(bucket))
    model = keras.Model(shop, keras.layers.Dense(1, activation="sigmoid")(vector))
    model.compile("adam", "mse", jit_compile=False)
    return model
