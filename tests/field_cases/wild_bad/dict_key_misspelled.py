from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="dict_key_misspelled",
    title="One key of the feature dict is misspelled",
    source="tensorflow/tensorflow#42443 (keys of a feature dict against the input names)",
    kind="error",
    cause="input-key-mismatch",
    groups=["wiring"],
    keras="any",
    explain=(
        "The model's inputs are 'user_id' and 'item_id'; the map returns 'userid'. Spell the "
        "key as the Input."
    ),
)


def make_dataset():
    rng = np.random.default_rng(1)
    users, items = rng.integers(0, 50, 400), rng.integers(0, 50, 400)
    stars = ((users * 7 + items * 3) % 11 / 10.0).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((users, items, stars)).shuffle(400)
    ds = ds.map(
        lambda u, i, s: ({"userid": u, "item_id": i}, s), num_parallel_calls=tf.data.AUTOTUNE
    )
    return ds.batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    user = keras.Input((), name="user_id", dtype="int64")
    item = keras.Input((), name="item_id", dtype="int64")
    pair = [keras.layers.Embedding(50, 4)(user), keras.layers.Embedding(50, 4)(item)]
    out = keras.layers.Dense(1, activation="sigmoid")(keras.layers.concatenate(pair))
    model = keras.Model([user, item], out)
    model.compile("adam", "mse")
    return model
