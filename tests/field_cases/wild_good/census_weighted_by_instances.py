from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='census_weighted_by_instances', keras='any',
    title='Income from the census: the instance weight is popped from the CSV columns and given as sample weight',
    source='https://keras.io/examples/structured_data/classification_with_grn_and_vsn/',
    trap='sample weights between 200 and 4000 (how many people a row stands for), so the loss is over a thousand; strings become numbers '
         'in map; a column is almost always 0; the label is a float; every input is a scalar column')

HEADER = ['age', 'education', 'capital_gains', 'marital_stat', 'weeks_worked_in_year', 'instance_weight', 'income_level']
NUMERIC = ['age', 'capital_gains', 'weeks_worked_in_year']
VOCABULARY = {'education': [' Bachelors degree(BA AB BS)', ' Children', ' High school graduate', ' Masters degree'],
              'marital_stat': [' Divorced', ' Married-civilian spouse present', ' Never married', ' Widowed']}


def _write(part):
    rng = np.random.default_rng(341 if part == 'train' else 342)
    path = os.path.join(tempfile.mkdtemp(), part + '_data.csv')
    with open(path, 'w') as f:
        for _ in range(400 if part == 'train' else 100):
            age = int(rng.integers(16, 80))
            school = rng.integers(0, 4)
            married = rng.integers(0, 4)
            gains = int(rng.integers(1000, 9000)) if rng.uniform() < 0.06 else 0
            weeks = int(rng.choice([0, 26, 52], p=[0.3, 0.1, 0.6]))
            score = (0.9, -2.5, -0.3, 1.4)[school] + weeks / 26 + gains / 3000 + (married == 1) - 3 + rng.logistic(0, 0.4)
            row = [age, VOCABULARY['education'][school], gains, VOCABULARY['marital_stat'][married], weeks,
                   '%.2f' % rng.uniform(200, 4000), int(score > 0)]
            f.write(','.join(str(v) for v in row) + '\n')
    return path


def _dataset(part, shuffle):
    lookup = {k: keras.layers.StringLookup(vocabulary=v, mask_token=None, num_oov_indices=0) for k, v in VOCABULARY.items()}

    def process(features, target):
        weight = features.pop('instance_weight')
        features = {k: lookup[k](v) if k in lookup else v for k, v in features.items()}
        return features, target, weight

    defaults = [['NA'] if name in VOCABULARY else [0.0] for name in HEADER]
    ds = tf.data.experimental.make_csv_dataset(_write(part), batch_size=32, column_names=HEADER, column_defaults=defaults,
                                               label_name='income_level', num_epochs=1, header=False, shuffle=shuffle)
    return ds.map(process)


def make_dataset():
    return _dataset('train', True)


def make_validation():
    return _dataset('validation', False)


def _gated(x, units):
    h = keras.layers.Dense(units)(keras.layers.Dense(units, activation='elu')(x))
    h = keras.layers.Dropout(0.1)(h)
    h = keras.layers.Multiply()([keras.layers.Dense(units)(h), keras.layers.Dense(units, activation='sigmoid')(h)])
    if x.shape[-1] != units:
        x = keras.layers.Dense(units)(x)
    return keras.layers.LayerNormalization()(keras.layers.Add()([x, h]))


def make_model(units=8):
    inputs = {n: keras.Input((), name=n, dtype='int64' if n in VOCABULARY else 'float32') for n in NUMERIC + list(VOCABULARY)}
    encoded = []
    for name, value in inputs.items():
        if name in VOCABULARY:
            encoded.append(keras.layers.Embedding(len(VOCABULARY[name]), units)(value))
        else:
            column = keras.layers.BatchNormalization(momentum=0.8)(keras.layers.Reshape((1,))(value))
            encoded.append(keras.layers.Dense(units)(column))
    chosen = keras.layers.Dense(len(encoded), activation='softmax')(_gated(keras.layers.Concatenate()(encoded), units))
    stacked = keras.layers.Concatenate(axis=1)([keras.layers.Reshape((1, units))(_gated(e, units)) for e in encoded])
    x = keras.layers.Flatten()(keras.layers.Dot(axes=1)([stacked, keras.layers.Reshape((len(encoded), 1))(chosen)]))
    m = keras.Model(inputs, keras.layers.Dense(1, activation='sigmoid')(x))
    m.compile(keras.optimizers.Adam(3e-3), keras.losses.BinaryCrossentropy(), metrics=[keras.metrics.BinaryAccuracy(name='accuracy')])
    return m
