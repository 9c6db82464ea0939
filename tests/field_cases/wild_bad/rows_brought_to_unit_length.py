from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='rows_brought_to_unit_length',
    title='keras.utils.normalize(axis=1) on a table of insured people, where income is the largest column',
    source='https://stackoom.com/en/question/4DVSL (StackOverflow: the axis parameter of keras.utils.normalize)',
    kind='silent', cause='row-wise-l2-instead-of-column-scaling', keras='any',
    groups=['values'],
    explain='normalize divides every ROW by its length. Income is tens of thousands, age and bmi are tens: income '
            'becomes 1.0000 for everybody (checked: deviation about 2e-6) and the other columns are 1e-3 and below, '
            'divided by the income of the same person. Columns had to be scaled, with the statistics of the training rows.')

COLUMNS = ['age', 'bmi', 'children', 'smoker', 'income']


def people(n, seed):
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 65, n)
    bmi = rng.normal(30, 6, n)
    children = rng.integers(0, 6, n)
    smoker = rng.integers(0, 5, n) == 0
    income = rng.normal(52000, 14000, n).clip(15000)
    charges = 250 * age + 320 * (bmi - 20) + 23000 * smoker + 400 * children + rng.normal(0, 2500, n)
    x = np.stack([age, bmi, children, smoker, income], 1).astype('float64')
    return x, (charges > 14000).astype('int32')


def as_dataset(n, seed, training):
    x, y = people(n, seed)
    x = keras.utils.normalize(x, axis=1).astype('float32')
    ds = tf.data.Dataset.from_tensor_slices((x, y))
    if training:
        ds = ds.shuffle(n, seed=3)
    return ds.batch(24).prefetch(1)


def make_dataset():
    return as_dataset(312, 52, True)


def make_validation():
    return as_dataset(72, 53, False)


def make_model():
    model = keras.models.Sequential()
    model.add(keras.Input(shape=(len(COLUMNS),)))
    model.add(keras.layers.Dense(32, activation='relu'))
    model.add(keras.layers.Dense(32, activation='relu'))
    model.add(keras.layers.Dense(2, activation='softmax'))
    model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    return model
