from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="triplet_pk_batches",
    title="Metric learning with batches of 6 people times 4 photos and a batch-hard triplet loss",
    source="https://github.com/keras-team/keras/pull/15990",
    trap="integer labels up to 23 beside an output of 8 units, people in blocks inside a batch",
    keras="any",
)

PEOPLE, PHOTOS = 24, 12


class PeopleTimesPhotos(keras.utils.Sequence):
    def __init__(self, images, people=6, photos=4):
        super().__init__()
        self.images, self.people, self.photos = images, people, photos
        self.rng = np.random.default_rng(20)
        self.on_epoch_end()

    def __len__(self):
        return (PEOPLE // self.people) * (PHOTOS // self.photos)

    def __getitem__(self, i):
        who, which = self.batches[i]
        images = self.images[who[:, None], which].reshape(-1, 8, 8, 1)
        return images, np.repeat(who, self.photos).astype("int32")

    def on_epoch_end(self):
        # every photo once an epoch: people in random groups, photos of each in random quarters
        photos = np.stack([self.rng.permutation(PHOTOS) for _ in range(PEOPLE)])
        self.batches = []
        for turn in range(PHOTOS // self.photos):
            order = self.rng.permutation(PEOPLE)
            for first in range(0, PEOPLE, self.people):
                who = order[first : first + self.people]
                start = turn * self.photos
                self.batches.append((who, photos[who, start : start + self.photos]))


def make_dataset():
    rng = np.random.default_rng(21)
    face = rng.uniform(0.1, 0.9, (PEOPLE, 1, 8, 8))
    images = np.clip(face + rng.normal(0, 0.1, (PEOPLE, PHOTOS, 8, 8)), 0, 1)
    return PeopleTimesPhotos(images.astype("float32"))


def batch_hard_triplet(y_true, y_pred):
    label = tf.reshape(tf.cast(y_true, tf.int32), (-1,))
    same = tf.equal(label[:, None], label[None, :])
    square = tf.reduce_sum(tf.square(y_pred[:, None, :] - y_pred[None, :, :]), axis=-1)
    farthest = tf.reduce_max(tf.where(same, square, tf.zeros_like(square)), axis=1)
    nearest = tf.reduce_min(tf.where(same, tf.fill(tf.shape(square), 1e6), square), axis=1)
    return tf.maximum(farthest - nearest + 0.3, 0.0)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(8),
            keras.layers.UnitNormalization(),
        ]
    )
    model.compile("adam", batch_hard_triplet)
    return model
