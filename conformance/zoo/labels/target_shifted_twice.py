"""Looks for targets of sequences that are moved twice: in the pipeline and once more in the loss.

Why it matters: `x = ids[:, :-1]`, `y = ids[:, 1:]` already gives every step the next id. A loss that
shifts again (`labels[:, 1:]` against `logits[:, :-1]`, as models of other libraries do by themselves)
teaches the id after the next; the loss falls all the same. Share of next words foretold rightly: 0.00
in place of 0.63 (https://github.com/wdndev/tiny-llm-zh/issues/10).

How it is told: the data say by how many steps the target is the feature moved (exactly, at every step,
and under no other shift); a custom loss is asked by changing one step of the target and one of the
output at a time.

What to look at: the `map` that cuts inputs and targets, and the first lines of the loss.

When to ignore it: a model that is meant to foretell a later step. Without a loss that moves the
targets, a shift of two and more is only warned of.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

WORDS, STEPS = 12, 17


def _ids():
    rng = np.random.default_rng(0)
    ids = [rng.integers(0, WORDS, 256)]
    for _ in range(STEPS - 1):
        ids.append(
            np.where(rng.random(256) < 0.8, (ids[-1] * 5 + 1) % WORDS, rng.integers(0, WORDS, 256))
        )
    return np.stack(ids, axis=1).astype("int32")


def make_dataset():
    rows = tf.data.Dataset.from_tensor_slices(_ids()).shuffle(256).batch(16)
    return rows.map(lambda ids: (ids[:, :-1], ids[:, 1:])).prefetch(2)


def next_word_loss(labels, logits):
    labels, logits = labels[:, 1:], logits[:, :-1]
    return tf.reduce_mean(
        keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True), axis=-1
    )


def make_model():
    layers = [
        keras.Input((None,), dtype="int32"),
        keras.layers.Embedding(WORDS, 8),
        keras.layers.GRU(8, return_sequences=True),
        keras.layers.Dense(WORDS),
    ]
    model = keras.Sequential(layers)
    model.compile("adam", next_word_loss)
    return model


def mended_dataset():
    rows = tf.data.Dataset.from_tensor_slices(_ids()).shuffle(256).batch(16)
    return rows.map(lambda ids: (ids[:, :-1], ids[:, :-1])).prefetch(2)
