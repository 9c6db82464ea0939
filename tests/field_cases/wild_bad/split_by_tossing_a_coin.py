from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='split_by_tossing_a_coin',
    title='Train and validation rows are chosen by a random number drawn in two filters',
    source='https://github.com/tensorflow/datasets/issues/291 (the need); the random filter as in https://github.com/tensorflow/minigo/pull/536',
    kind='silent', cause='random-filter-split-leaks', keras='any',
    groups=['completeness'],
    explain='The two filters draw their numbers separately, and again in each epoch, so nothing is complementary. '
            'Checked: about 80 % of the validation rows of an epoch are in its training rows, after 5 epochs all '
            'have been, about a sixth of the rows is in neither, and the length of both changes from pass to pass.')


def penguins():
    rng = np.random.default_rng(344)
    species = rng.integers(0, 3, 300)
    centre = np.array([[38.8, 18.3, 190, 37], [48.8, 18.4, 196, 37.3], [47.5, 15.0, 217, 50.8]])
    x = centre[species] + rng.normal(size=(300, 4)) * [2.7, 1.1, 6.6, 4.6]
    x = (x - [44, 17.2, 201, 42]) / [5.5, 2, 14, 8]
    return tf.data.Dataset.from_tensor_slices((x.astype('float32'), species))


def is_training(x, y):
    return tf.random.uniform([]) < 0.8


def is_validation(x, y):
    return tf.random.uniform([]) >= 0.8


def make_dataset():
    return penguins().filter(is_training).shuffle(300).batch(16).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return penguins().filter(is_validation).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([
        keras.Input((4,)),
        keras.layers.Dense(10, activation='relu'),
        keras.layers.Dense(10, activation='relu'),
        keras.layers.Dense(3),
    ])
    model.compile(optimizer='sgd', loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
    return model
