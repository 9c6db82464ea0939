from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='ratings_and_retrieval_in_one', keras='any',
    title='Multi-task recommender: one loss from the ratings, one from the diagonal of the batch, both made in compute_loss',
    source='https://keras.io/keras_rs/examples/multi_task/',
    trap='the outputs are a dict of embeddings and a rating, y only a rating; train and test are take and skip of one shuffled set (the '
         'shuffle is seeded and does not change); batches are cached, so the others of a batch are always the same; ids begin at 1')

USERS, MOVIES, N, TRAIN = 30, 40, 1000, 800


def _ratings():
    rng = np.random.default_rng(401)
    taste, kind = rng.normal(size=(USERS + 1, 2)), rng.normal(size=(MOVIES + 1, 2))
    likes, liked = rng.normal(0, 0.7, USERS + 1), rng.normal(0, 0.7, MOVIES + 1)
    pairs = rng.permutation(USERS * MOVIES)[:N]
    user, movie = pairs // MOVIES + 1, pairs % MOVIES + 1
    stars = np.clip(np.round(3 + likes[user] + liked[movie] + 0.3 * (taste[user] * kind[movie]).sum(1) + rng.normal(0, 0.3, N)), 1, 5)
    return tf.data.Dataset.from_tensor_slices({'user_id': user.astype('str'), 'movie_id': movie.astype('str'),
                                               'user_rating': stars.astype('float32')})


def _preprocess(x):
    ids = {k: tf.strings.to_number(x[k], tf.int32) for k in ('user_id', 'movie_id')}
    return ids, (x['user_rating'] - 1.0) / 4.0


def _shuffled():
    return _ratings().map(_preprocess).shuffle(N, seed=42, reshuffle_each_iteration=False)


def make_dataset():
    return _shuffled().take(TRAIN).batch(40).cache()


def make_validation():
    return _shuffled().skip(TRAIN).batch(40).cache()


class MultiTask(keras.Model):
    def __init__(self):
        super().__init__()
        self.users = keras.layers.Embedding(USERS + 1, 8)
        self.movies = keras.layers.Embedding(MOVIES + 1, 8)
        self.rating = keras.Sequential([keras.layers.Dense(32, activation='relu'), keras.layers.Dense(1)])
        self.rmse = keras.metrics.RootMeanSquaredError(name='rmse')
        self.total = keras.metrics.Mean(name='total_loss')

    def call(self, inputs):
        user, movie = self.users(inputs['user_id']), self.movies(inputs['movie_id'])
        return {'user_embeddings': user, 'candidate_embeddings': movie, 'rating': self.rating(tf.concat([user, movie], 1))}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        scores = tf.matmul(y_pred['user_embeddings'], y_pred['candidate_embeddings'], transpose_b=True)
        # a movie that occurs twice in the batch is no negative of itself
        same = tf.equal(x['movie_id'][:, None], x['movie_id'][None, :])
        scores = tf.where(same & ~tf.eye(tf.shape(scores)[0], dtype=tf.bool), -1e9, scores)
        retrieval = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.range(tf.shape(scores)[0]), logits=scores))
        ranking = tf.reduce_mean(tf.square(y_pred['rating'][:, 0] - y))
        loss = ranking + 0.1 * retrieval
        self.total.update_state(loss)
        return loss

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        self.rmse.update_state(y, y_pred['rating'][:, 0])
        return {'rmse': self.rmse.result(), 'total_loss': self.total.result()}


def make_model():
    m = MultiTask()
    m.compile(keras.optimizers.Adagrad(0.1))
    return m
