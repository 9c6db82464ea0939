from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="padding_turns_on_tag_zero",
    title="tag lists are padded with 0 before the multi-hot encoding, so tag 0 is set in every row",
    source="composed",
    kind="silent",
    groups=["labels"],
    keras="any",
)

TAGS = 12


def make_dataset():
    rng = np.random.default_rng(26)
    n = 300
    tags = [rng.choice(TAGS, rng.integers(1, 5), replace=False) for _ in range(n)]
    x = rng.normal(0, 0.3, (n, 16)).astype("float32")
    for i, row in enumerate(tags):
        x[i, row] += 1.0

    encode = keras.layers.CategoryEncoding(num_tokens=TAGS, output_mode="multi_hot")

    def multi_hot(features, ids):
        return features, encode(ids.to_tensor(shape=[None, 6]))

    ds = tf.data.Dataset.from_tensor_slices((x, tf.ragged.constant([list(map(int, row)) for row in tags])))
    return ds.shuffle(n).batch(30).map(multi_hot).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((16,)),
            keras.layers.Dense(24, activation="relu"),
            keras.layers.Dense(TAGS, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
