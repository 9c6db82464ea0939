from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='target_popped_from_the_sequence', keras='any',
    title='Behaviour sequences: rows of a "|" separated file, lists inside a column, the last rating is the target',
    source='https://keras.io/examples/structured_data/movielens_recommendations_transformers/',
    trap='the target is cut out of a feature column (the rating of the movie asked for is removed from the ratings, its id from the ids); '
         'windows of one user overlap; string features go straight to the model; the separator is not a comma')

MOVIES, USERS, WINDOW, STEP = 30, 40, 4, 2


def _write(part):
    rng = np.random.default_rng(201)
    taste = rng.normal(size=(USERS, 2))
    kind = rng.normal(size=(MOVIES, 2))
    rows = {'train': [], 'test': []}
    for u in range(USERS):
        seen = rng.permutation(MOVIES)[:14]
        rating = np.clip(np.round(3 + taste[u] @ kind[seen].T + rng.normal(0, 0.3, len(seen))), 1, 5)
        for at in range(0, len(seen) - WINDOW + 1, STEP):
            ids = ','.join('movie_%d' % k for k in seen[at:at + WINDOW])
            marks = ','.join('%.1f' % r for r in rating[at:at + WINDOW])
            # the last window of a user is held out and shares no target with the others
            last = at + WINDOW >= len(seen)
            rows['test' if last else 'train'].append('user_%d|%s|%s|%s' % (u, ids, marks, 'FM'[u % 2]))
    path = os.path.join(tempfile.mkdtemp(), part + '.csv')
    with open(path, 'w') as f:
        f.write('\n'.join(rows[part]) + '\n')
    return path


def _process(features):
    ids = tf.strings.split(features['movie_ids'], ',').to_tensor()
    ratings = tf.strings.to_number(tf.strings.split(features['ratings'], ',').to_tensor(), tf.float32)
    out = {'user': features['user'], 'sex': features['sex'],
           'movies': tf.ensure_shape(ids[:, :-1], (None, WINDOW - 1)), 'asked': ids[:, -1],
           'ratings': tf.ensure_shape(ratings[:, :-1], (None, WINDOW - 1))}
    return out, ratings[:, -1]


def _dataset(part, shuffle):
    ds = tf.data.experimental.make_csv_dataset(
        _write(part), batch_size=32, column_names=['user', 'movie_ids', 'ratings', 'sex'],
        column_defaults=[tf.string] * 4, num_epochs=1, header=False, field_delim='|', shuffle=shuffle)
    return ds.map(_process)


def make_dataset():
    return _dataset('train', True)


def make_validation():
    return _dataset('test', False)


def make_model():
    inputs = {'user': keras.Input((), name='user', dtype='string'), 'sex': keras.Input((), name='sex', dtype='string'),
              'movies': keras.Input((WINDOW - 1,), name='movies', dtype='string'),
              'asked': keras.Input((), name='asked', dtype='string'),
              'ratings': keras.Input((WINDOW - 1,), name='ratings')}
    movie_number = keras.layers.StringLookup(vocabulary=['movie_%d' % k for k in range(MOVIES)], num_oov_indices=0)
    user_number = keras.layers.StringLookup(vocabulary=['user_%d' % k for k in range(USERS)], num_oov_indices=0)
    table = keras.layers.Embedding(MOVIES, 8)
    before = table(movie_number(inputs['movies']))
    weight = keras.layers.Reshape((WINDOW - 1, 1))(keras.layers.Rescaling(0.2)(inputs['ratings']))
    before = keras.layers.Multiply()([before, weight])
    asked = table(movie_number(inputs['asked']))
    user = keras.layers.Embedding(USERS, 4)(user_number(inputs['user']))
    sex = keras.layers.StringLookup(vocabulary=['F', 'M'], num_oov_indices=0)(inputs['sex'])
    sex = keras.layers.Embedding(2, 2)(sex)
    h = keras.layers.Concatenate()([keras.layers.Flatten()(before), asked, user, sex])
    h = keras.layers.Dense(32, activation='relu')(h)
    m = keras.Model(inputs, keras.layers.Dense(1)(h))
    m.compile(keras.optimizers.Adam(0.01), keras.losses.MeanSquaredError(), metrics=[keras.metrics.MeanAbsoluteError()])
    return m
