from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='class_weight_as_array',
    title='Balanced class weights are handed to fit as the array they were computed in',
    source='https://openillumi.com/keras-class-weight-numpy-dict-conversion',
    kind='error', cause='class-weight-not-a-dict',
    groups=['training', 'labels'], keras='any',
    explain='compute_class_weight returns an array, and fit wants a dict {class: weight}. What it says instead is '
            '"The truth value of an array with more than one element is ambiguous" (or that the array has no '
            'attribute keys / items), which names neither class_weight nor the dict. Use dict(enumerate(weights)).')

COUNTS = (260, 45, 15)


def patients():
    rng = np.random.default_rng(77)
    y = np.repeat(np.arange(3), COUNTS)
    x = rng.normal(size=(len(y), 12)).astype('float32') + 0.8 * np.eye(3, 12, dtype='float32')[y]
    order = rng.permutation(len(y))
    return x[order], y[order]


def make_dataset():
    x, y = patients()
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(y)).batch(32).prefetch(tf.data.AUTOTUNE)


# from compute_class_weight('balanced', classes=np.unique(y), y=y)
FIT = dict(class_weight=np.array([0.41025641, 2.37037037, 7.11111111]))


def make_model():
    m = keras.Sequential([
        keras.Input((12,)),
        keras.layers.Dense(16, activation='relu'),
        keras.layers.Dense(3, activation='softmax')])
    m.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return m
