from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='split_results_taken_in_wrong_order',
    title='x_train, y_train, x_test, y_test = train_test_split(x, y): the names are in the wrong order',
    source='https://github.com/xuhongzuo/DeepOD/pull/39',
    kind='silent', cause='x-test-used-as-y-train', keras='any',
    groups=['labels', 'values', 'completeness'],
    explain='The function returns x_train, x_test, y_train, y_test. With halves of equal size nothing fails: the model '
            'learns the years of experience of OTHER people from the years of some, and is validated on salaries '
            'against salaries. Checked: the training targets are values of the x column (0 to 20), their correlation '
            'with the inputs is 0.01 (with the true salaries 0.95), and the validation inputs lie at 20 to 130.')


def train_test_split(*arrays, test_size=0.25, seed=0):
    """as in scikit-learn: for each array its training part, then its test part"""
    n = len(arrays[0])
    order = np.random.default_rng(seed).permutation(n)
    cut = n - int(round(n * test_size))
    out = []
    for a in arrays:
        out += [a[order[:cut]], a[order[cut:]]]
    return out


def load_salaries():
    rng = np.random.default_rng(30)
    years = np.round(rng.uniform(0, 20, (180, 1)), 1)
    salary = 32 + 4.4 * years + rng.normal(0, 8, (180, 1))      # thousands
    return years.astype('float32'), salary.astype('float32')


def split():
    x, y = load_salaries()
    x_train, y_train, x_test, y_test = train_test_split(x, y, test_size=0.5, seed=2)
    return (x_train, y_train), (x_test, y_test)


def make_dataset():
    return split()[0]


def make_validation():
    return split()[1]


FIT = dict(batch_size=10)


def make_model():
    model = keras.Sequential()
    model.add(keras.Input((1,)))
    model.add(keras.layers.Dense(8, activation='relu'))
    model.add(keras.layers.Dense(1))
    model.compile(loss='mse', optimizer='adam')
    return model
