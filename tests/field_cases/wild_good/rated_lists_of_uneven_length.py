from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='rated_lists_of_uneven_length', keras='any',
    title='Listwise ranking: ragged lists of rated movies per user, padded with -1 in the ratings and left out by the loss',
    source='https://www.tensorflow.org/recommenders/examples/listwise_ranking',
    trap='ratings of -1 (padding, as TF-Ranking marks it) beside 1 to 5; each user comes in several lists; only the order '
         'within a list counts, so the scores are on another scale than the targets')

USERS, MOVIES = 30, 25


def _lists():
    rng = np.random.default_rng(231)
    taste, kind = rng.normal(size=(USERS, 2)), rng.normal(size=(MOVIES, 2))
    users, movies, ratings, held_out = [], [], [], []
    for u in range(USERS):
        rated = rng.permutation(MOVIES)[:20]
        at = 0
        # every movie a user rated is in one list only; his last list is for validation
        while at < 20:
            k = int(rng.integers(3, 7))
            if 20 - at - k < 3:
                k = 20 - at
            m = rated[at:at + k]
            r = np.clip(np.round(3 + 1.2 * taste[u] @ kind[m].T + rng.normal(0, 0.4, k)), 1, 5)
            at += k
            if r.min() == r.max():
                continue  # an order needs two different ratings
            users.append(u)
            movies.append(m.astype('int32'))
            ratings.append(r.astype('float32'))
            held_out.append(at >= 20)
    return np.array(users, 'int32'), movies, ratings, np.array(held_out)


def _dataset(validation):
    users, movies, ratings, held_out = _lists()
    rows = np.flatnonzero(held_out == validation)
    return tf.data.Dataset.from_tensor_slices(
        (users[rows], tf.ragged.stack([movies[i] for i in rows]), tf.ragged.stack([ratings[i] for i in rows])))


def _pad(user, movies, ratings):
    # movie 0 is kept for padding
    return {'user': user, 'movies': (movies + 1).to_tensor(0)}, ratings.to_tensor(-1.0)


def make_dataset():
    ds = _dataset(False)
    return ds.shuffle(300).batch(16).map(_pad, num_parallel_calls=tf.data.AUTOTUNE).prefetch(1)


def make_validation():
    return _dataset(True).batch(16).map(_pad)


def listnet_loss(y_true, y_pred):
    valid = y_true >= 0.0
    labels = tf.nn.softmax(tf.where(valid, y_true, -1e9))
    logits = tf.where(valid, y_pred, -1e9)
    return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)


class Ranker(keras.Model):
    def __init__(self):
        super().__init__()
        self.user, self.movie = keras.layers.Embedding(USERS, 8), keras.layers.Embedding(MOVIES + 1, 8)
        self.hidden, self.out = keras.layers.Dense(16, activation='relu'), keras.layers.Dense(1)

    def call(self, inputs):
        movies = self.movie(inputs['movies'])
        users = tf.repeat(self.user(inputs['user'])[:, None], tf.shape(movies)[1], axis=1)
        return tf.squeeze(self.out(self.hidden(tf.concat([users, movies, users * movies], axis=-1))), axis=-1)


def make_model():
    m = Ranker()
    m.compile(keras.optimizers.Adam(0.01), listnet_loss)
    return m
