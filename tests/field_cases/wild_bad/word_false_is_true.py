from __future__ import annotations

import csv
import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='word_false_is_true',
    title='The churn column of a CSV holds the words True and False and is read with bool()',
    source='https://codemia.io/knowledge-hub/path/how_can_i_map_truefalse_to_10_in_a_pandas_dataframe',
    kind='silent', cause='non-empty-string-is-true', keras='any',
    groups=['labels', 'values'],
    explain='bool("False") is True, as any string that is not empty. Two in three of the customers stayed, yet every '
            'label is 1 (checked: 240 of 240), accuracy is soon 1.0 and nothing is learnt. The intl_plan column, read '
            'in the same way, is a constant too. Compare with == "True".')


def write_csv(path, n=240):
    rng = np.random.default_rng(77)
    with open(path, 'w', newline='') as f:
        out = csv.writer(f)
        out.writerow(['account_length', 'day_minutes', 'service_calls', 'intl_plan', 'churned'])
        for _ in range(n):
            minutes, calls, plan = rng.normal(180, 50), int(rng.poisson(1.5)), rng.random() < .15
            churned = (minutes > 215) or (calls > 3) or (plan and rng.random() < .5)
            out.writerow([int(rng.integers(1, 220)), round(float(minutes), 1), calls, bool(plan), bool(churned)])


def make_dataset():
    path = os.path.join(tempfile.mkdtemp(), 'churn.csv')
    write_csv(path)
    features = {'numbers': [], 'intl_plan': []}
    labels = []
    with open(path) as f:
        for row in csv.DictReader(f):
            features['numbers'].append([float(row['account_length']) / 100,
                                        float(row['day_minutes']) / 100,
                                        float(row['service_calls'])])
            features['intl_plan'].append([float(bool(row['intl_plan']))])
            labels.append(int(bool(row['churned'])))
    features = {k: np.array(v, 'float32') for k, v in features.items()}
    ds = tf.data.Dataset.from_tensor_slices((features, np.array(labels)))
    return ds.shuffle(len(labels)).batch(16)


def make_model():
    numbers = keras.Input((3,), name='numbers')
    plan = keras.Input((1,), name='intl_plan')
    h = keras.layers.Concatenate()([numbers, plan])
    h = keras.layers.Dense(16, activation='relu')(h)
    model = keras.Model({'numbers': numbers, 'intl_plan': plan}, keras.layers.Dense(1, activation='sigmoid')(h))
    model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    return model
