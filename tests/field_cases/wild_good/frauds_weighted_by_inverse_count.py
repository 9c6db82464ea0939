from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='frauds_weighted_by_inverse_count', keras='any',
    title='Card fraud: class weights of one over the count, split in time, columns scaled by the mean and deviation of training',
    source='https://keras.io/examples/structured_data/imbalanced_classification/',
    trap='class weights far below one and fifty times apart (1/2352 and 1/48); accuracy would be 98 % for "never"; the first column is the time and '
         'goes on in validation beyond its range in training')

N, FRAUDS = 3000, 60


def _transactions():
    rng = np.random.default_rng(311)
    y = np.zeros(N, 'uint8')
    # 48 of the 60 frauds fall in the first four fifths, as the split below has them
    y[rng.choice(2400, 48, replace=False)] = 1
    y[2400 + rng.choice(600, FRAUDS - 48, replace=False)] = 1
    seconds = np.sort(rng.uniform(0, 172800, N))
    parts = rng.normal(size=(N, 6)) + y[:, None] * np.array([-2.0, 1.5, 0, 1.0, 0, -1.0])
    amount = rng.lognormal(3, 1.2, N)
    x = np.concatenate([seconds[:, None], parts, amount[:, None]], 1).astype('float32')
    cut = N - N // 5
    mean, std = x[:cut].mean(0), x[:cut].std(0)
    x = (x - mean) / std
    return (x[:cut], y[:cut, None]), (x[cut:], y[cut:, None])


def make_dataset():
    (x, y), _ = _transactions()
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(256)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_transactions()[1]).batch(256)


FIT = dict(class_weight={0: 1.0 / 2352, 1: 1.0 / 48})


def make_model():
    m = keras.Sequential([keras.Input((8,)), keras.layers.Dense(32, activation='relu'), keras.layers.Dropout(0.3),
                          keras.layers.Dense(32, activation='relu'), keras.layers.Dense(1, activation='sigmoid')])
    m.compile(keras.optimizers.Adam(1e-2), 'binary_crossentropy',
              metrics=[keras.metrics.Precision(name='precision'), keras.metrics.Recall(name='recall')])
    return m
