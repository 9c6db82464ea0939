from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='soft_forest_on_the_census', keras='any',
    title='Neural decision forest on census CSV files: string label looked up in map, each tree sees some of the features',
    source='https://keras.io/examples/structured_data/deep_neural_decision_forests/',
    trap='the label is a string with a blank before it (" >50K", in the test file with a point after it); "?" is a value of its own; the file '
         'has a weight column that is read and not used; the outputs are probabilities averaged over trees, with no softmax at the end; '
         'capital gain is mostly 0')

HEADER = ['age', 'workclass', 'fnlwgt', 'education_num', 'relationship', 'capital_gain', 'hours_per_week', 'income_bracket']
NUMERIC = ['age', 'education_num', 'capital_gain', 'hours_per_week']
VOCABULARY = {'workclass': [' ?', ' Private', ' Self-emp-inc', ' State-gov'],
              'relationship': [' Husband', ' Not-in-family', ' Own-child', ' Wife']}
LABELS = [' <=50K', ' >50K']


def _write(part):
    rng = np.random.default_rng(541 if part == 'train' else 542)
    path = os.path.join(tempfile.mkdtemp(), part + '.csv')
    with open(path, 'w') as f:
        for _ in range(384 if part == 'train' else 96):
            age, school, hours = int(rng.integers(18, 70)), int(rng.integers(4, 16)), int(rng.integers(15, 60))
            gain = int(rng.integers(2000, 15000)) if rng.uniform() < 0.08 else 0
            work, relation = rng.integers(0, 4), rng.integers(0, 4)
            score = (school - 10) / 2 + (age - 40) / 20 + (hours - 38) / 15 + gain / 4000 + (relation in (0, 3)) - 0.5
            label = LABELS[int(score + rng.logistic(0, 0.4) > 0)] + ('.' if part == 'test' else '')
            row = [age, VOCABULARY['workclass'][work], int(rng.integers(20000, 400000)), school, VOCABULARY['relationship'][relation],
                   gain, hours, label]
            f.write(','.join(str(v) for v in row) + '\n')
    return path


def _dataset(part, shuffle):
    label_of = keras.layers.StringLookup(vocabulary=LABELS, num_oov_indices=0, mask_token=None)

    def process(features, target):
        features = {k: v for k, v in features.items() if k != 'fnlwgt'}
        return features, label_of(tf.strings.regex_replace(target, r'\.$', ''))

    defaults = [[0.0] if n in NUMERIC + ['fnlwgt'] else ['NA'] for n in HEADER]
    ds = tf.data.experimental.make_csv_dataset(_write(part), batch_size=32, column_names=HEADER, column_defaults=defaults,
                                               label_name='income_bracket', num_epochs=1, header=False, na_value='', shuffle=shuffle)
    return ds.map(process).cache() if not shuffle else ds.map(process)


def make_dataset():
    return _dataset('train', True)


def make_validation():
    return _dataset('test', False)


class SoftTree(keras.layers.Layer):
    def __init__(self, depth, used, seed):
        super().__init__()
        self.depth, self.leaves = depth, 2 ** depth
        self.columns = tf.constant(sorted(np.random.default_rng(seed).choice(used[0], used[1], replace=False).tolist()))
        self.decide = keras.layers.Dense(self.leaves, activation='sigmoid')

    def build(self, shape):
        self.pi = self.add_weight(name='pi', shape=(self.leaves, 2), initializer=keras.initializers.RandomNormal(), trainable=True)

    def call(self, x):
        go = self.decide(tf.gather(x, self.columns, axis=1))[:, :, None]
        go = tf.concat([go, 1 - go], axis=2)
        mu = tf.ones_like(go[:, :1, :1])
        begin, end = 1, 2
        for level in range(self.depth):
            mu = tf.repeat(tf.reshape(mu, [-1, 2 ** level, 1]), 2, axis=2) * go[:, begin:end]
            begin, end = end, end + 2 ** (level + 1)
        return tf.matmul(tf.reshape(mu, [-1, self.leaves]), tf.nn.softmax(self.pi))


def make_model():
    inputs = {n: keras.Input((), name=n, dtype='string' if n in VOCABULARY else 'float32')
              for n in HEADER if n not in ('fnlwgt', 'income_bracket')}
    columns = []
    for name, value in inputs.items():
        if name in VOCABULARY:
            index = keras.layers.StringLookup(vocabulary=VOCABULARY[name], mask_token=None, num_oov_indices=0)(value)
            columns.append(keras.layers.Embedding(4, 2)(index))
        else:
            columns.append(keras.layers.Reshape((1,))(value))
    x = keras.layers.BatchNormalization(momentum=0.8)(keras.layers.Concatenate()(columns))
    trees = [SoftTree(3, (8, 5), seed)(x) for seed in range(5)]
    m = keras.Model(inputs, keras.layers.Average()(trees))
    m.compile(keras.optimizers.Adam(0.02), keras.losses.SparseCategoricalCrossentropy(),
              metrics=[keras.metrics.SparseCategoricalAccuracy()])
    return m
