from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='ratings_pairs_in_one_array', keras='any',
    title='Collaborative filtering: an array of (user, movie) numbers, ratings brought to 0..1, binary cross-entropy on them',
    source='https://keras.io/examples/structured_data/collaborative_filtering_movielens/',
    trap='binary cross-entropy with targets like 0.25 and 0.75; x is one integer array whose columns have different ranges; the same '
         'user and movie numbers occur in training and validation (each pair once)')

USERS, MOVIES = 30, 50
FIT = dict(batch_size=64)


def _table():
    rng = np.random.default_rng(451)
    likes, liked = rng.normal(0, 1, USERS), rng.normal(0, 1, MOVIES)
    taste, kind = rng.normal(size=(USERS, 2)), rng.normal(size=(MOVIES, 2))
    pairs = rng.permutation(USERS * MOVIES)[:900]
    user, movie = pairs // MOVIES, pairs % MOVIES
    stars = 3 + 0.6 * likes[user] + 0.6 * liked[movie] + 0.6 * (taste[user] * kind[movie]).sum(1)
    stars = np.clip(np.round(2 * stars) / 2, 0.5, 5.0)
    x = np.stack([user, movie], axis=1).astype('int64')
    return x, (stars - 0.5) / (5.0 - 0.5)


def make_dataset():
    x, y = _table()
    return x[:810], y[:810]


def make_validation():
    x, y = _table()
    return x[810:], y[810:]


class RecommenderNet(keras.Model):
    def __init__(self, width=8):
        super().__init__()
        self.user = keras.layers.Embedding(USERS, width)
        self.user_bias = keras.layers.Embedding(USERS, 1)
        self.movie = keras.layers.Embedding(MOVIES, width)
        self.movie_bias = keras.layers.Embedding(MOVIES, 1)

    def call(self, inputs):
        user, movie = inputs[:, 0], inputs[:, 1]
        dot = tf.reduce_sum(self.user(user) * self.movie(movie), axis=1, keepdims=True)
        return tf.nn.sigmoid(dot + self.user_bias(user) + self.movie_bias(movie))


def make_model():
    m = RecommenderNet()
    m.compile(keras.optimizers.Adam(0.01), keras.losses.BinaryCrossentropy())
    return m
