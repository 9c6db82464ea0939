from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="attention_mask_of_ones",
    title="attention_mask is made before padding is known and is one everywhere, the padding is attended to",
    source="composed",
    kind="silent",
    groups=["values", "wiring"],
    keras="any",
)

LENGTH = 32


def make_dataset():
    rng = np.random.default_rng(70)
    n = 200
    ids = np.zeros((n, LENGTH), "int32")
    label = rng.integers(0, 3, n)
    for row in range(n):
        size = int(rng.integers(5, 20))
        ids[row, 0] = 101
        ids[row, 1 : size - 1] = rng.integers(200 + 60 * label[row], 320 + 60 * label[row], size - 2)
        ids[row, size - 1] = 102
    inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    ds = tf.data.Dataset.from_tensor_slices((inputs, label))
    return ds.shuffle(n).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    ids = keras.Input((LENGTH,), dtype="int32", name="input_ids")
    mask = keras.Input((LENGTH,), dtype="int32", name="attention_mask")
    h = keras.layers.Embedding(512, 16)(ids)
    pair = keras.layers.Lambda(
        lambda m: tf.cast(m[:, tf.newaxis, :], tf.bool), output_shape=(1, LENGTH)
    )(mask)
    h = keras.layers.MultiHeadAttention(2, 8)(h, h, attention_mask=pair)
    h = keras.layers.Lambda(lambda t: t[:, 0], output_shape=(16,))(h)
    out = keras.layers.Dense(3, activation="softmax")(h)
    model = keras.Model({"input_ids": ids, "attention_mask": mask}, out)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
