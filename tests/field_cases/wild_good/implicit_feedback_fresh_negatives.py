from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="implicit_feedback_fresh_negatives",
    title="Clicks once an epoch each with three freshly drawn items not clicked, from an endless generator",
    source="composed",
    trap="endless generator, each click's user four times, other rows in every epoch",
    keras="any",
)

USERS, ITEMS, CLICKS, BATCH = 60, 90, 480, 40
FIT = dict(steps_per_epoch=CLICKS // BATCH)


def _clicks():
    rng = np.random.default_rng(52)
    pairs = set()
    while len(pairs) < CLICKS:
        user = int(rng.integers(0, USERS))
        item = int((user + rng.integers(0, 25)) % ITEMS)
        pairs.add((user, item))
    return np.array(sorted(pairs), dtype="int32")


def _batches():
    rng = np.random.default_rng(53)
    clicks = _clicks()
    known = set(map(tuple, clicks.tolist()))
    while True:
        order = rng.permutation(CLICKS)
        for first in range(0, CLICKS, BATCH):
            users, items, labels = [], [], []
            for user, item in clicks[order[first : first + BATCH]].tolist():
                users.append(user)
                items.append(item)
                labels.append(1.0)
                for _ in range(3):
                    other = int(rng.integers(0, ITEMS))
                    while (user, other) in known:
                        other = int(rng.integers(0, ITEMS))
                    users.append(user)
                    items.append(other)
                    labels.append(0.0)
            mixed = rng.permutation(len(labels))
            yield (
                {
                    "user": np.array(users, "int32")[mixed, None],
                    "item": np.array(items, "int32")[mixed, None],
                },
                np.array(labels, "float32")[mixed, None],
            )


def make_dataset():
    return _batches()


def make_model():
    user = keras.Input((1,), dtype="int32", name="user")
    item = keras.Input((1,), dtype="int32", name="item")
    u = keras.layers.Flatten()(keras.layers.Embedding(USERS, 8)(user))
    i = keras.layers.Flatten()(keras.layers.Embedding(ITEMS, 8)(item))
    h = keras.layers.Dense(16, activation="relu")(keras.layers.Concatenate()([u, i]))
    out = keras.layers.Dense(1, activation="sigmoid")(h)
    model = keras.Model({"user": user, "item": item}, out)
    model.compile("adam", "binary_crossentropy")
    return model
