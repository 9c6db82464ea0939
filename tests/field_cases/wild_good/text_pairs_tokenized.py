from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='text_pairs_tokenized',
    title='two sentences as padded ids with masks',
    source='composed for the kit',
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)
    lengths = rng.integers(4, 12, 200)
    ids = rng.integers(3, 90, (200, 12)) * (np.arange(12) < lengths[:, None])
    mask = (np.arange(12) < lengths[:, None]).astype("int32")
    segment = ((np.arange(12) >= lengths[:, None] // 2) * mask).astype("int32")
    y = (ids.max(1) > 85).astype("int64")
    x = {"input_ids": ids, "attention_mask": mask, "token_type_ids": segment}
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(200).batch(16).prefetch(2)


def make_model():
    ids = keras.Input((12,), dtype="int32", name="input_ids")
    mask = keras.Input((12,), dtype="int32", name="attention_mask")
    kind = keras.Input((12,), dtype="int32", name="token_type_ids")
    words = keras.layers.Add()([keras.layers.Embedding(90, 8)(ids), keras.layers.Embedding(2, 8)(kind)])
    kept = keras.layers.Multiply()([words, keras.layers.Reshape((12, 1))(keras.layers.Lambda(lambda m: tf.cast(m, "float32"), output_shape=(12,))(mask))])
    out = keras.layers.Dense(2, activation="softmax")(keras.layers.GlobalAveragePooling1D()(kept))
    model = keras.Model({"input_ids": ids, "attention_mask": mask, "token_type_ids": kind}, out)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
