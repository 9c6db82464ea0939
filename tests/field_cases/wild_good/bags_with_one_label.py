from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='bags_with_one_label', keras='any',
    title='Multiple-instance learning: a bag of four images is four inputs of one shared tower; balanced by class_weight',
    source='https://keras.io/examples/vision/attention_mil_classification/',
    trap='four inputs of the same shape in a tuple without names, whose order means nothing; one label for four images; images '
         'recur across bags of one part (instances are drawn with replacement), but training and validation draw from different pools')

BAG, SIZE, POSITIVE = 4, 10, 8


def _bags(part):
    rng = np.random.default_rng(300)
    glyphs = rng.integers(0, 2, (10, 5, 5)).repeat(2, 1).repeat(2, 2)
    rng = np.random.default_rng(301 if part == 'train' else 302)
    pool, bags = (200, 120) if part == 'train' else (80, 40)
    digit = rng.permutation(np.arange(pool) % 10)
    image = np.clip(glyphs[digit] * 0.8 + rng.uniform(0, 0.2, (pool, SIZE, SIZE)), 0, 1).astype('float32')[..., None]
    rows = np.stack([rng.choice(pool, BAG, replace=False) for _ in range(bags)])
    label = (digit[rows] == POSITIVE).any(1).astype('int64')
    return tuple(image[rows[:, k]] for k in range(BAG)), label


def make_dataset():
    bags, label = _bags('train')
    return tf.data.Dataset.from_tensor_slices((bags, label)).shuffle(len(label)).batch(10).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_bags('validation')).batch(20)


# 77 of the 120 training bags are negative, 43 positive
FIT = dict(class_weight={0: 120 / (2 * 77), 1: 120 / (2 * 43)})


def make_model():
    tower = keras.Sequential([keras.Input((SIZE, SIZE, 1)), keras.layers.Flatten(), keras.layers.Dense(32, activation='relu'),
                              keras.layers.Dense(16, activation='relu')])
    inputs = [keras.Input((SIZE, SIZE, 1)) for _ in range(BAG)]
    h = keras.layers.Maximum()([tower(i) for i in inputs])
    m = keras.Model(inputs, keras.layers.Dense(2, activation='softmax')(h))
    m.compile(keras.optimizers.Adam(2e-3), 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return m
