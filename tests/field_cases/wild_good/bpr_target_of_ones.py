from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="bpr_target_of_ones",
    title="Pairwise ranking: the model gives the lead of the liked item over a drawn one, the target is always one",
    source="composed",
    trap="a constant target: each pair is put in the order better, worse",
    keras="any",
)

USERS, ITEMS = 50, 70


class Pairs(keras.utils.Sequence):
    def __init__(self, likes, batch_size=50):
        super().__init__()
        self.likes, self.batch_size = likes, batch_size
        self.liked = np.zeros((USERS, ITEMS), bool)
        self.liked[likes[:, 0], likes[:, 1]] = True
        self.rng = np.random.default_rng(30)
        self.on_epoch_end()

    def __len__(self):
        return int(np.ceil(len(self.likes) / self.batch_size))

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        user, better = self.likes[rows].T
        inputs = {"user": user[:, None], "better": better[:, None], "worse": self.worse[rows][:, None]}
        return inputs, np.ones((len(rows), 1), "float32")

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.likes))
        self.worse = np.array(
            [self.rng.choice(np.flatnonzero(~self.liked[user])) for user in self.likes[:, 0]], "int32"
        )


def make_dataset():
    rng = np.random.default_rng(29)
    affinity = rng.normal(size=(USERS, 4)) @ rng.normal(size=(4, ITEMS))
    likes = np.argwhere(affinity > np.quantile(affinity, 0.88)).astype("int32")
    return Pairs(likes)


def make_model():
    user = keras.Input((1,), dtype="int32", name="user")
    better = keras.Input((1,), dtype="int32", name="better")
    worse = keras.Input((1,), dtype="int32", name="worse")
    items = keras.layers.Embedding(ITEMS, 8)
    flat = keras.layers.Flatten()
    who = flat(keras.layers.Embedding(USERS, 8)(user))
    gap = keras.layers.Subtract()([flat(items(better)), flat(items(worse))])
    lead = keras.layers.Dot(axes=1)([who, gap])
    model = keras.Model({"user": user, "better": better, "worse": worse}, lead)
    model.compile(keras.optimizers.Adam(0.01), keras.losses.BinaryCrossentropy(from_logits=True))
    return model
