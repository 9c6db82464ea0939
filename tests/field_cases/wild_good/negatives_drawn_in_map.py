from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="negatives_drawn_in_map",
    title="Each listened song is joined by one drawn anew from another genre, as label 1 and label 0",
    source="composed",
    trap="the source has positives only, labels arise in the map, half of the rows differ in each epoch",
    keras="any",
)

USERS, GENRES, PER_GENRE, N = 24, 4, 10, 200


def make_dataset():
    rng = np.random.default_rng(48)
    user = rng.integers(0, USERS, N)
    song = (user % GENRES) * PER_GENRE + rng.integers(0, PER_GENRE, N)
    listened = tf.data.Dataset.from_tensor_slices((user.astype("int32"), song.astype("int32")))

    def add_negative(u, s):
        jump = tf.random.uniform([], 1, GENRES, tf.int32)
        genre = (s // PER_GENRE + jump) % GENRES
        other = genre * PER_GENRE + tf.random.uniform([], 0, PER_GENRE, tf.int32)
        rows = {"user": tf.stack([u, u])[:, None], "song": tf.stack([s, other])[:, None]}
        return rows, tf.constant([[1.0], [0.0]])

    ds = listened.map(add_negative, num_parallel_calls=tf.data.AUTOTUNE).unbatch()
    ds = ds.apply(tf.data.experimental.assert_cardinality(2 * N))
    return ds.shuffle(2 * N).batch(40).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = {
        "user": keras.Input((1,), dtype="int32", name="user"),
        "song": keras.Input((1,), dtype="int32", name="song"),
    }
    user = keras.layers.Flatten()(keras.layers.Embedding(USERS, 8)(inputs["user"]))
    song = keras.layers.Flatten()(keras.layers.Embedding(GENRES * PER_GENRE, 8)(inputs["song"]))
    h = keras.layers.Concatenate()([user, song, keras.layers.Multiply()([user, song])])
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(h))
    model.compile("adam", "binary_crossentropy")
    return model
