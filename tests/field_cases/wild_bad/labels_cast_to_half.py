from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="labels_cast_to_half",
    title="for mixed precision the labels are cast to float16 as well: above 2048 the odd class numbers are gone",
    source="https://github.com/keras-team/keras/issues/15012",
    kind="silent",
    groups=["labels"],
    keras="any",
)

PRODUCTS = 2990


def make_dataset():
    rng = np.random.default_rng(91)
    n = 900
    product = rng.integers(0, PRODUCTS, n)
    embedding = rng.normal(0, 0.5, (n, 24)) + np.sin(product[:, None] * np.arange(1, 25) / 40)
    ds = tf.data.Dataset.from_tensor_slices((embedding.astype("float32"), product.astype("int32")))
    ds = ds.shuffle(n).batch(60)
    ds = ds.map(
        lambda x, y: (tf.cast(x, tf.float16), tf.cast(y, tf.float16)),
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    return ds.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((24,), dtype="float16"),
            keras.layers.Dense(16, activation="relu", dtype="mixed_float16"),
            keras.layers.Dense(PRODUCTS, activation="softmax", dtype="float32"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
