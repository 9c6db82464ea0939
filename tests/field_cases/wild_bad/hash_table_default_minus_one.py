from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="hash_table_default_minus_one",
    title="Unknown words become -1 and reach the Embedding",
    source="tensorflow/tensorflow#50512 (indices[10] = -1 is not in [0, 16081))",
    kind="silent",
    kind_keras2="error",
    cause="embedding-index-out-of-range",
    groups=["values"],
    keras="any",
    explain=(
        "StaticHashTable(default_value=-1): Keras 2 raises on CPU, Keras 3 wraps to the last "
        "row. Use an index of its own."
    ),
    evidence="5.5 % of the ids are -1; Keras 3.15 trains, Keras 2.15 raises",
)


def make_dataset():
    rng = np.random.default_rng(57)
    known = [f"w{i}" for i in range(30)]
    texts = [" ".join(rng.choice(known + ["zz", "qq"], 6)) for _ in range(160)]
    y = np.array([("w1 " in t) or ("w2 " in t) for t in texts], "float32")
    pairs = tf.lookup.KeyValueTensorInitializer(known, np.arange(30, dtype="int64"))
    table = tf.lookup.StaticHashTable(pairs, default_value=-1)

    def encode(text, label):
        return tf.ensure_shape(table.lookup(tf.strings.split(text)), (6,)), label

    ds = tf.data.Dataset.from_tensor_slices((texts, y)).map(
        encode, num_parallel_calls=tf.data.AUTOTUNE
    )
    return ds.cache().shuffle(160).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,), dtype="int64"),
            keras.layers.Embedding(30, 8),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
