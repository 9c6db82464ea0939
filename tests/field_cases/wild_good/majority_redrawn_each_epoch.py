from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='majority_redrawn_each_epoch',
            title='Under-sampled batches: all the positives, and as many fresh negatives each epoch; validation as it comes',
            source='https://imbalanced-learn.org/stable/references/generated/imblearn.keras.BalancedBatchGenerator.html',
            keras='any',
            trap='an epoch shows only a tenth of the rows, half of them positive, while the validation data has 5 % positives')


def _claims():
    rng = np.random.default_rng(21)
    x = rng.normal(size=(1500, 12)).astype('float32')
    chance = 1 / (1 + np.exp(-(1.6 * x[:, 0] - 1.2 * x[:, 1] - 4.6)))
    y = (rng.random(1500) < chance).astype('float32')
    return x[:1200], y[:1200], x[1200:], y[1200:]


class BalancedBatches(keras.utils.Sequence):
    def __init__(self, x, y, batch_size=16, seed=0):
        super().__init__()
        self.x, self.y, self.batch_size = x, y, batch_size
        self.positive, self.negative = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
        self.rng = np.random.default_rng(seed)
        self._draw()

    def _draw(self):
        negative = self.rng.choice(self.negative, len(self.positive), replace=False)
        self.rows = self.rng.permutation(np.concatenate([self.positive, negative]))

    def __len__(self):
        return int(np.ceil(2 * len(self.positive) / self.batch_size))

    def __getitem__(self, i):
        rows = self.rows[i * self.batch_size:(i + 1) * self.batch_size]
        return self.x[rows], self.y[rows]

    def on_epoch_end(self):
        self._draw()


def make_dataset():
    x, y, _, _ = _claims()
    return BalancedBatches(x, y)


def make_validation():
    _, _, x, y = _claims()
    return x, y


def make_model():
    model = keras.Sequential([keras.Input((12,)), keras.layers.Dense(16, activation='relu'),
                              keras.layers.Dense(1, activation='sigmoid')])
    model.compile(keras.optimizers.Adam(1e-2), 'binary_crossentropy', metrics=[keras.metrics.AUC(name='auc'), keras.metrics.AUC(curve='PR', name='prc')])
    return model
