from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='csv_index_column_left_in',
    title='The row number of a table sorted by class is one of its features',
    source='https://zeupark.github.io/2025/05/26/overfitting-debug-log.html',
    kind='silent', cause='row-number-leaks-label',
    groups=['values'], keras='any',
    explain='to_csv() wrote the index as a first column without a name. The table is ordered by class, so the row '
            'number alone tells the class (below 150 healthy, from 150 on ill): validation accuracy is 0.97 '
            '(0.58 to 0.65 without the column), and new patients, who have no such number, are guessed. '
            'Drop the column (index_col=0).')


def write_table():
    rng = np.random.default_rng(4)
    y = np.repeat([0, 1], 150)
    x = rng.normal(size=(300, 5)) + 0.25 * y[:, None]
    path = os.path.join(tempfile.mkdtemp(), 'heart.csv')
    with open(path, 'w') as f:
        f.write(',age,pressure,cholesterol,pulse,sugar,target\n')
        for i in range(300):
            f.write('%d,%s,%d\n' % (i, ','.join('%.3f' % v for v in x[i]), y[i]))
    return path


def load():
    table = np.genfromtxt(write_table(), delimiter=',', skip_header=1).astype('float32')
    x, y = table[:, :-1], table[:, -1]
    order = np.random.default_rng(42).permutation(len(x))
    train, test = order[:240], order[240:]
    mean, std = x[train].mean(0), x[train].std(0)
    x = (x - mean) / std
    return (x[train], y[train]), (x[test], y[test])


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(load()[0]).shuffle(240).batch(16).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(load()[1]).batch(16)


def make_model():
    m = keras.Sequential([
        keras.Input((6,)),
        keras.layers.Dense(16, activation='relu'),
        keras.layers.Dense(1, activation='sigmoid')])
    m.compile(keras.optimizers.Adam(0.02), 'binary_crossentropy', metrics=['accuracy'])
    return m
