from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="subclassed_dict_inputs",
    title="A subclassed model reads ids and numbers from a feature dict",
    source="https://keras.io/guides/making_new_layers_and_models_via_subclassing/",
    trap=(
        "no declared inputs; integers and floats in one dict; keys in another order than they "
        "are used"
    ),
    keras="any",
)


class Ranker(keras.Model):
    def __init__(self):
        super().__init__()
        self.user = keras.layers.Embedding(40, 4)
        self.item = keras.layers.Embedding(60, 4)
        self.out = keras.layers.Dense(1)

    def call(self, row):
        pair = self.user(row["user"]) * self.item(row["item"])
        return self.out(tf.concat([pair, row["context"]], axis=-1))


def make_dataset():
    rng = np.random.default_rng(41)
    row = {
        "user": rng.integers(0, 40, 400),
        "item": rng.integers(0, 60, 400),
        "context": rng.normal(size=(400, 2)).astype("float32"),
    }
    score = (row["context"].sum(1) + (row["user"] % 3) - (row["item"] % 4) / 2).astype("float32")[
        :, None
    ]
    return (
        tf.data.Dataset.from_tensor_slices((row, score))
        .shuffle(400)
        .batch(40)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = Ranker()
    model.compile("adam", "mse", jit_compile=False)
    return model
