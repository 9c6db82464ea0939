from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='string_lookup_in_map',
    title='a table of words is looked up in the pipeline',
    source='composed for the kit',
    keras='any',
)


WORDS = ["red", "green", "blue", "black", "white"]


def make_dataset():
    rng = np.random.default_rng(0)
    word = rng.choice(WORDS, 240)
    size = rng.normal(size=240).astype("float32")
    y = ((word == "red") | (size > 0.5)).astype("float32")
    table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(WORDS, np.arange(5, dtype="int64")), -1)
    ds = tf.data.Dataset.from_tensor_slices(({"word": word, "size": size}, y)).shuffle(240).batch(24)

    def look(f, label):
        return {"word": tf.one_hot(table.lookup(f["word"]), 5), "size": f["size"][:, None]}, label[:, None]

    return ds.map(look, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    word, size = keras.Input((5,), name="word"), keras.Input((1,), name="size")
    joined = keras.layers.Concatenate()([word, size])
    model = keras.Model({"word": word, "size": size}, keras.layers.Dense(1, activation="sigmoid")(joined))
    model.compile("adam", "binary_crossentropy")
    return model
