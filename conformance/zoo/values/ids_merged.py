"""Looks for ids that are rounded on their way to an Embedding, so that several share a row.

Why it matters: in float16 (a `mixed_float16` policy casts every float input of a layer) whole numbers
above 2048 fall on their neighbours: 4000 users become 1500. In bfloat16 that begins at 256. The table
is large enough, nothing raises, and the merged users get one vector.

How it is told: a fresh model is called on rows of the data, and what each Embedding receives is
compared with the column that it comes from: both are known value by value.

What to look at: the type of the component, and the policy of the layer or model that slices it.

When to ignore it: never.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

USERS = 4000


def NEEDS():  # policies by name came out of `experimental` with TensorFlow 2.4, layers take them later
    try:
        return keras.layers.Dense(1, dtype="mixed_float16").compute_dtype == "float16"
    except TypeError:
        return False


def make_dataset():
    rng = np.random.default_rng(0)
    user = rng.permutation(USERS)[:1920]
    taste = rng.normal(size=(1920, 3))
    y = (np.sin(user / 600) + taste[:, 0] > 0).astype("float32")
    x = np.concatenate([user[:, None], taste], axis=1).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1920).batch(64).prefetch(2)


class Rated(keras.Model):
    def __init__(self, **settings):
        super().__init__(**settings)
        self.table = keras.layers.Embedding(USERS, 4, dtype="float32")
        self.head = keras.layers.Dense(1, activation="sigmoid", dtype="float32")

    def call(self, x):
        user = self.table(tf.cast(x[:, 0], tf.int32))
        return self.head(tf.concat([user, tf.cast(x[:, 1:], tf.float32)], axis=-1))


def _compiled(model):
    model.compile("adam", "binary_crossentropy")
    return model


def make_model():
    return _compiled(Rated(dtype="mixed_float16"))


def mended_model():
    return _compiled(Rated(dtype="float32"))
