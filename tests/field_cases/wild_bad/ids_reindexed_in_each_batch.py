from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="ids_reindexed_in_each_batch",
    title="user ids are made contiguous inside every batch, so one user has another number each time",
    source="composed",
    kind="silent",
    groups=["values", "randomness"],
    keras="any",
)

USERS, ITEMS = 200, 60


class Ratings(keras.utils.Sequence):
    def __init__(self, users, items, prices, stars, batch_size=32):
        super().__init__()
        self.users, self.items, self.prices, self.stars = users, items, prices, stars
        self.batch_size = batch_size
        self.rng = np.random.default_rng(3)
        self.order = self.rng.permutation(len(users))

    def __len__(self):
        return int(np.ceil(len(self.users) / self.batch_size))

    def __getitem__(self, index):
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        _, user = np.unique(self.users[rows], return_inverse=True)
        inputs = {
            "user": user.astype("int32")[:, None],
            "item": self.items[rows][:, None],
            "price": self.prices[rows][:, None],
        }
        return inputs, self.stars[rows][:, None]

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.users))


def make_dataset():
    rng = np.random.default_rng(2)
    n = 640
    users = rng.integers(0, USERS, n).astype("int32")
    items = rng.integers(0, ITEMS, n).astype("int32")
    prices = rng.gamma(2.0, 15.0, n)
    prices = ((np.log(prices) - np.log(prices).mean()) / np.log(prices).std()).astype("float32")
    taste = rng.normal(0, 0.8, USERS)[users] + rng.normal(0, 0.5, ITEMS)[items]
    stars = (np.clip(np.round(3.4 + taste), 1, 5) / 5).astype("float32")
    return Ratings(users, items, prices, stars)


def make_model():
    user = keras.Input((1,), dtype="int32", name="user")
    item = keras.Input((1,), dtype="int32", name="item")
    price = keras.Input((1,), name="price")
    u = keras.layers.Flatten()(keras.layers.Embedding(USERS, 6)(user))
    i = keras.layers.Flatten()(keras.layers.Embedding(ITEMS, 6)(item))
    h = keras.layers.Dense(12, activation="relu")(keras.layers.Concatenate()([u, i, price]))
    out = keras.layers.Dense(1, activation="sigmoid")(h)
    model = keras.Model({"user": user, "item": item, "price": price}, out)
    model.compile("adam", "mse")
    return model
