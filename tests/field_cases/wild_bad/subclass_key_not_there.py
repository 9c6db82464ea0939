from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="subclass_key_not_there",
    title="call() reads inputs['image'], the pipeline calls it 'images'",
    source="keras-team/keras#14322 (KeyError: an input name that the data does not have)",
    kind="error",
    cause="input-key-mismatch",
    groups=["wiring", "training"],
    keras="any",
    explain=(
        "A subclassed model has no declared inputs, so the wrong key shows as a KeyError "
        "inside call."
    ),
)


class Captioned(keras.Model):
    def __init__(self):
        super().__init__()
        self.pixels = keras.layers.Flatten()
        self.words = keras.layers.Embedding(30, 6)
        self.out = keras.layers.Dense(3, activation="softmax")

    def call(self, inputs):
        seen = self.pixels(inputs["image"])
        read = tf.reduce_mean(self.words(inputs["tokens"]), axis=1)
        return self.out(tf.concat([seen, read], axis=-1))


def make_dataset():
    rng = np.random.default_rng(8)
    feats = {
        "images": rng.uniform(size=(120, 6, 6, 1)).astype("float32"),
        "tokens": rng.integers(1, 30, (120, 7)),
    }
    y = feats["tokens"].sum(1) % 3
    return tf.data.Dataset.from_tensor_slices((feats, y)).shuffle(120).batch(12).prefetch(1)


def make_model():
    model = Captioned()
    model.compile("adam", "sparse_categorical_crossentropy", jit_compile=False)
    return model
