from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='history_holds_the_film_to_guess',
    title='The history of a viewer is all films watched, the one to be predicted among them',
    source='https://github.com/RUCAIBox/RecBole/issues/620',
    kind='silent', cause='target-in-history', keras='any',
    groups=['labels', 'values'],
    explain='For each watched film a row is made with that film as target, but the history is the whole list and the '
            'target was not taken out of it. Checked: the target is in the history in 100 % of the rows (by chance it '
            'would be in a sixth). The model learns to name a film it sees; at serving time the next film is not there.')

FILMS, HISTORY = 60, 12


def watched(n_users=50):
    rng = np.random.default_rng(300)
    taste = rng.integers(0, 6, n_users)
    out = []
    for t in taste:
        p = np.full(FILMS, .4)
        p[t * 10:(t + 1) * 10] = 4.0
        out.append(1 + rng.choice(FILMS, rng.integers(6, HISTORY + 1), replace=False, p=p / p.sum()))
    return out


class NextFilm(keras.utils.Sequence):
    def __init__(self, histories, batch_size=32):
        super().__init__()
        self.batch_size = batch_size
        self.rows = [(films, target) for films in histories for target in films]
        self.rng = np.random.default_rng(2)
        self.on_epoch_end()

    def on_epoch_end(self):
        self.rng.shuffle(self.rows)

    def __len__(self):
        return (len(self.rows) + self.batch_size - 1) // self.batch_size

    def __getitem__(self, index):
        rows = self.rows[index * self.batch_size:(index + 1) * self.batch_size]
        x = np.zeros((len(rows), HISTORY), 'int32')
        y = np.zeros((len(rows),), 'int32')
        for k, (films, target) in enumerate(rows):
            x[k, :len(films)] = films
            y[k] = target
        return x, y


def make_dataset():
    return NextFilm(watched())


def make_model():
    history = keras.Input((HISTORY,), dtype='int32')
    e = keras.layers.Embedding(FILMS + 1, 24, mask_zero=True)(history)
    h = keras.layers.GlobalAveragePooling1D()(e)
    h = keras.layers.Dense(48, activation='relu')(h)
    model = keras.Model(history, keras.layers.Dense(FILMS + 1, activation='softmax')(h))
    model.compile('adam', 'sparse_categorical_crossentropy',
                  metrics=[keras.metrics.SparseTopKCategoricalAccuracy(k=5, name='top5')])
    return model
