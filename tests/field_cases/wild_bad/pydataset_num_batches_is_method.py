from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="pydataset_num_batches_is_method",
    title="a helper method named num_batches hides the property that Keras 3 reads",
    source="https://github.com/keras-team/keras/issues/19994 (comment of 2024-10-11)",
    kind="error",
    cause="reserved-name",
    groups=['training', 'completeness'],
    keras="3",
    explain="Keras 2's Sequence only asked for __len__. Keras 3 reads the property num_batches of a PyDataset and finds the method: "
    "\"'<' not supported between instances of 'method' and 'int'\". Make it a property or rename it. Checked: fit raises on "
    "2.21 and trains on 2.15; with @property it trains on both.",
)


class Ratings(keras.utils.Sequence):
    def __init__(self, user, film, stars, watched, batch_size=32):
        super().__init__()
        self.user, self.film = user, film
        self.stars, self.watched = stars, watched
        self.batch_size = batch_size
        self.rng = np.random.default_rng(1)
        self.order = self.rng.permutation(len(user))

    def num_batches(self):
        return int(np.ceil(len(self.user) / self.batch_size))

    def __len__(self):
        return self.num_batches()

    def __getitem__(self, index):
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        x = {"user": self.user[rows], "film": self.film[rows]}
        return x, {"stars": self.stars[rows], "watched": self.watched[rows]}

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


def make_dataset():
    rng = np.random.default_rng(19994)
    n = 300
    user, film = rng.integers(0, 40, (n, 1)), rng.integers(0, 25, (n, 1))
    taste = rng.normal(0, 1, (40, 1))[user[:, 0]] * rng.normal(0, 1, (25, 1))[film[:, 0]]
    stars = np.clip(3 + taste + rng.normal(0, 0.3, (n, 1)), 1, 5).astype("float32")
    watched = (taste + rng.normal(0, 0.5, (n, 1)) > 0).astype("float32")
    return Ratings(user, film, stars, watched)


def make_model():
    user = keras.Input((1,), dtype="int32", name="user")
    film = keras.Input((1,), dtype="int32", name="film")
    u = keras.layers.Flatten()(keras.layers.Embedding(40, 6)(user))
    f = keras.layers.Flatten()(keras.layers.Embedding(25, 6)(film))
    h = keras.layers.Dense(16, activation="relu")(keras.layers.Concatenate()([u, f]))
    outputs = {
        "stars": keras.layers.Dense(1, name="stars")(h),
        "watched": keras.layers.Dense(1, activation="sigmoid", name="watched")(h),
    }
    model = keras.Model({"user": user, "film": film}, outputs)
    model.compile("adam", {"stars": "mse", "watched": "binary_crossentropy"})
    return model
