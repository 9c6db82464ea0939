from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='feature_space_in_map', keras='any',
    title='Tabular: a FeatureSpace, adapted on the training rows, encodes the batches in map',
    source='https://keras.io/examples/structured_data/structured_data_classification_with_feature_space/',
    trap='strings and integers go in and one wide float vector comes out, with several columns constant zero (slots for unknown '
         'values, empty crosses); the same encoder is used for validation, though it was adapted on training rows only')

_space = {}


def _rows(part):
    rng = np.random.default_rng(121 if part == 'train' else 122)
    n = 220 if part == 'train' else 60
    age = rng.integers(29, 78, n)
    thal = rng.choice(['fixed', 'normal', 'reversible'], n, p=[0.1, 0.55, 0.35])
    sex = rng.integers(0, 2, n)
    cp = rng.integers(0, 5, n)
    oldpeak = rng.gamma(1.2, 0.9, n)
    trestbps = rng.normal(131, 17, n).round()
    score = 0.05 * (age - 54) + 1.2 * (thal == 'reversible') + 0.6 * sex + 0.5 * oldpeak - 1.4 + rng.logistic(0, 0.5, n)
    y = (score > 0).astype('int64')
    x = dict(age=age.astype('int64'), sex=sex.astype('int64'), cp=cp.astype('int64'), trestbps=trestbps.astype('float32'),
             oldpeak=oldpeak.astype('float32'), thal=thal)
    return x, y


def _feature_space():
    if 'it' not in _space:
        f = keras.utils.FeatureSpace
        space = f(
            features={'sex': f.integer_categorical(num_oov_indices=0), 'cp': f.integer_categorical(num_oov_indices=0),
                      'thal': f.string_categorical(num_oov_indices=1), 'age': f.float_discretized(num_bins=8),
                      'trestbps': f.float_normalized(), 'oldpeak': f.float_normalized()},
            crosses=[('sex', 'age')], crossing_dim=16, output_mode='concat')
        x, _ = _rows('train')
        space.adapt(tf.data.Dataset.from_tensor_slices(x).batch(32))
        _space['it'] = space
    return _space['it']


def make_dataset():
    space = _feature_space()
    x, y = _rows('train')
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(y)).batch(32)
    return ds.map(lambda a, b: (space(a), b), num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_validation():
    space = _feature_space()
    return tf.data.Dataset.from_tensor_slices(_rows('validation')).batch(32).map(lambda a, b: (space(a), b))


def make_model():
    encoded = _feature_space().get_encoded_features()
    h = keras.layers.Dropout(0.3)(keras.layers.Dense(32, activation='relu')(encoded))
    m = keras.Model(encoded, keras.layers.Dense(1, activation='sigmoid')(h))
    m.compile(keras.optimizers.Adam(5e-3), 'binary_crossentropy', metrics=['accuracy'])
    return m
