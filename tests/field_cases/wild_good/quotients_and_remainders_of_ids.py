from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='quotients_and_remainders_of_ids', keras='any',
    title='Ratings from CSV: string ids, two small tables for each (quotient and remainder of the number) instead of one',
    source='https://keras.io/examples/keras_recipes/memory_efficient_embeddings/',
    trap='the only features are two strings; the target is a whole number from 1 to 5 with mean squared error and no scaling; different ids '
         'share rows of the tables on purpose; the file has one column more (time), left out by select_columns')

USERS, MOVIES = 36, 49


def _write(part):
    rng = np.random.default_rng(621)
    likes, liked = rng.normal(0, 0.8, USERS), rng.normal(0, 0.8, MOVIES)
    pairs = rng.permutation(USERS * MOVIES)[:1000]
    pairs = pairs[:850] if part == 'train' else pairs[850:]
    path = os.path.join(tempfile.mkdtemp(), part + '.csv')
    with open(path, 'w') as f:
        f.write('user_id,movie_id,rating,unix_timestamp\n')
        for p in pairs:
            u, m = p // MOVIES, p % MOVIES
            rating = np.clip(np.round(3.2 + likes[u] + liked[m] + rng.normal(0, 0.3)), 1, 5)
            f.write('user_%d,movie_%d,%d,%d\n' % (u, m, rating, 978300000 + rng.integers(0, 10 ** 6)))
    return path


def _dataset(part, shuffle):
    ds = tf.data.experimental.make_csv_dataset(
        _write(part), batch_size=50, select_columns=['user_id', 'movie_id', 'rating'], column_defaults=['', '', 0.0],
        label_name='rating', num_epochs=1, header=True, shuffle=shuffle)
    # a plain dict: Keras 3 takes the columns of an OrderedDict in their order, not by name
    return ds.map(lambda features, rating: (dict(features), rating))


def make_dataset():
    return _dataset('train', True)


def make_validation():
    return _dataset('eval', False)


class QREmbedding(keras.layers.Layer):
    def __init__(self, vocabulary, width, buckets):
        super().__init__()
        self.number = keras.layers.StringLookup(vocabulary=vocabulary, mask_token=None, num_oov_indices=0)
        self.buckets = buckets
        self.quotient = keras.layers.Embedding(-(-len(vocabulary) // buckets), width)
        self.remainder = keras.layers.Embedding(buckets, width)

    def call(self, ids):
        n = self.number(ids)
        return self.quotient(tf.math.floordiv(n, self.buckets)) * self.remainder(tf.math.floormod(n, self.buckets))


def make_model():
    user = keras.Input((), name='user_id', dtype='string')
    movie = keras.Input((), name='movie_id', dtype='string')
    u = QREmbedding(['user_%d' % k for k in range(USERS)], 16, 6)(user)
    v = QREmbedding(['movie_%d' % k for k in range(MOVIES)], 16, 7)(movie)
    x = keras.layers.Dense(32, activation='relu')(keras.layers.Concatenate()([u, v]))
    x = keras.layers.Dense(1, bias_initializer=keras.initializers.Constant(3.0))(x)
    m = keras.Model({'user_id': user, 'movie_id': movie}, x)
    m.compile(keras.optimizers.Adam(0.01), 'mse', metrics=['mae'])
    return m
