from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='visit_counts_and_game_results',
            title='AlphaZero examples: boards of -1, 0 and 1, the shares of search visits, the result of the game; all eight symmetries',
            source='https://github.com/suragnair/alpha-zero-general/blob/master/othello/keras/OthelloNNet.py',
            keras='any',
            trap='each position comes eight times, turned and mirrored with its policy; the policy target is a distribution that is zero on most squares, the value target only -1, 0 or 1')

N = 6


def _games():
    rng = np.random.default_rng(31)
    boards, policies, values = [], [], []
    for _ in range(12):
        result = float(rng.choice([-1, 0, 1], p=[0.45, 0.1, 0.45]))
        board = np.zeros((N, N))
        player = 1
        for move in range(10):
            free = np.argwhere(board == 0)
            visits = rng.dirichlet(np.full(min(5, len(free)), 0.5))
            picked = free[rng.choice(len(free), len(visits), replace=False)]
            pi = np.zeros((N, N))
            pi[picked[:, 0], picked[:, 1]] = visits
            for turns in range(4):
                for mirror in (False, True):
                    b, p = np.rot90(board * player, turns), np.rot90(pi, turns)
                    if mirror:
                        b, p = np.fliplr(b), np.fliplr(p)
                    boards.append(b)
                    policies.append(p.ravel())
                    values.append(result * player)
            r, c = picked[visits.argmax()]
            board[r, c] = player
            player = -player
    return np.array(boards, 'float32'), np.array(policies, 'float32'), np.array(values, 'float32')


def make_dataset():
    boards, policies, values = _games()
    ds = tf.data.Dataset.from_tensor_slices((boards, (policies, values[:, None])))
    return ds.shuffle(len(boards), seed=0).batch(64).prefetch(1)


def make_model():
    board = keras.Input((N, N))
    h = keras.layers.Reshape((N, N, 1))(board)
    h = keras.layers.Conv2D(16, 3, padding='same', activation='relu')(h)
    h = keras.layers.Flatten()(h)
    pi = keras.layers.Dense(N * N, activation='softmax', name='pi')(h)
    v = keras.layers.Dense(1, activation='tanh', name='v')(h)
    model = keras.Model(board, [pi, v])
    model.compile('adam', loss=['categorical_crossentropy', 'mean_squared_error'])
    return model
