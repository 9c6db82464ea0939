from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='columns_looked_up_row_by_row',
    title='Ten preprocessing layers are applied to each single row, before batch',
    source='https://github.com/titu1994/tf-TabNet/issues/26',
    kind='slow', cause='map-before-batch', keras='any',
    groups=['efficiency'],
    explain='The lookups, one-hot encodings and the normalisation run once per row on scalars, some hundred small '
            'operations for each; on a batch the same operations run once per 256 rows. a pass takes 0.56 s '
            'against 0.06 s with batch(256).map(...) on TF 2.21 and 0.46 against 0.09 on 2.15, an epoch of fit twice to thrice as long.')

CATEGORIES = {
    'workclass': ['private', 'state', 'federal', 'self', 'never'],
    'education': ['hs', 'college', 'bachelor', 'master', 'doctor', 'primary'],
    'marital': ['married', 'single', 'divorced', 'widowed'],
    'occupation': ['tech', 'sales', 'craft', 'clerk', 'farm', 'service', 'manager'],
    'relation': ['wife', 'husband', 'child', 'none'],
    'origin': ['north', 'south', 'east', 'west'],
}
NUMBERS = ['age', 'hours', 'gain', 'loss']


def census(n=4000):
    rng = np.random.default_rng(48842)
    columns = {k: rng.choice(v, n) for k, v in CATEGORIES.items()}
    columns.update({k: rng.normal(40, 12, n).astype('float32') for k in NUMBERS})
    income = (columns['age'] + 8 * (columns['education'] == 'doctor') + rng.normal(0, 8, n) > 48).astype('float32')
    return columns, income


def make_preprocess(columns):
    lookups = {k: keras.layers.StringLookup(vocabulary=v, output_mode='one_hot') for k, v in CATEGORIES.items()}
    norms = {}
    for k in NUMBERS:
        norms[k] = keras.layers.Normalization(axis=None)
        norms[k].adapt(columns[k])

    def preprocess(row, label):
        parts = [lookups[k](tf.expand_dims(row[k], -1)) for k in CATEGORIES]
        parts += [norms[k](tf.expand_dims(row[k], -1)) for k in NUMBERS]
        return tf.concat([tf.cast(tf.reshape(p, [-1]), tf.float32) for p in parts], 0), label

    return preprocess


def make_dataset():
    columns, income = census()
    ds = tf.data.Dataset.from_tensor_slices((columns, income))
    ds = ds.map(make_preprocess(columns))
    return ds.shuffle(1000).batch(256).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([
        keras.Input((sum(len(v) + 1 for v in CATEGORIES.values()) + len(NUMBERS),)),
        keras.layers.Dense(32, activation='relu'),
        keras.layers.Dense(1, activation='sigmoid'),
    ])
    model.compile('adam', 'binary_crossentropy')
    return model
