from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='weights_of_the_unshuffled_rows',
    title='Balanced sample weights are computed before the rows are shuffled and split, and not shuffled with them',
    source='https://github.com/aigamedev/scikit-neuralnetwork/pull/233',
    kind='silent', cause='weights-misaligned', keras='any',
    groups=['labels'],
    explain='The weights stand in the order of the file. Rows of one class now have two different weights at random: '
            'checked, about 10 % of BOTH classes carry the large weight 5, and the mean weight of the fraud rows is '
            'about that of the others. Weights and rows have to go through the same permutation.')


def transactions(n=500):
    rng = np.random.default_rng(64)
    y = (rng.random(n) < .1).astype('int32')
    x = rng.normal(size=(n, 9)) + y[:, None] * np.array([1.2, 0, -.9, 0, .8, 0, 0, 0, .5])
    return x.astype('float32'), y


def balanced(y):
    counts = np.bincount(y)
    return (len(y) / (len(counts) * counts))[y].astype('float32')


def make_splits():
    x, y = transactions()
    sample_weight = balanced(y)
    order = np.random.default_rng(1).permutation(len(x))
    x, y = x[order], y[order]
    n = int(len(x) * .8)
    train = tf.data.Dataset.from_tensor_slices((x[:n], y[:n], sample_weight[:n]))
    val = tf.data.Dataset.from_tensor_slices((x[n:], y[n:]))
    return train.shuffle(n).batch(32), val.batch(32)


def make_dataset():
    return make_splits()[0]


def make_validation():
    return make_splits()[1]


def make_model():
    model = keras.Sequential([keras.Input((9,)),
                              keras.layers.Dense(24, activation='relu'),
                              keras.layers.Dense(1, activation='sigmoid')])
    model.compile('adam', 'binary_crossentropy', metrics=[keras.metrics.AUC(name='auc')])
    return model
