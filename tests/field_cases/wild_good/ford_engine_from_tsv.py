from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='ford_engine_from_tsv', keras='any',
    title='Time series classification: TSV with the label first (-1 or 1), put in order at random, last fifth for validation',
    source='https://keras.io/examples/timeseries/timeseries_classification_transformer/',
    trap='labels -1 in the file become 0; two classes with two softmax units; validation_split takes the last rows (the rows were permuted '
         'before and are separate recordings); every series has been normalised by itself')

LENGTH = 80
FIT = dict(validation_split=0.2, batch_size=32)


def _write():
    rng = np.random.default_rng(471)
    path = os.path.join(tempfile.mkdtemp(), 'FordA_TRAIN.tsv')
    with open(path, 'w') as f:
        for i in range(240):
            label = 1 if i < 120 else -1
            t = np.arange(LENGTH)
            wave = np.sin(2 * np.pi * t / rng.uniform(12, 16) + rng.uniform(0, 6))
            if label == 1:
                wave += 0.8 * np.sin(2 * np.pi * t / rng.uniform(4, 6) + rng.uniform(0, 6))
            wave += rng.normal(0, 0.3, LENGTH)
            wave = (wave - wave.mean()) / wave.std()
            f.write('\t'.join(['%d' % label] + ['%.6f' % v for v in wave]) + '\n')
    return path


def make_dataset():
    data = np.loadtxt(_write(), delimiter='\t')
    y, x = data[:, 0].astype(int), data[:, 1:].astype('float32')
    x = x.reshape((x.shape[0], x.shape[1], 1))
    order = np.random.default_rng(472).permutation(len(x))
    x, y = x[order], y[order]
    y[y == -1] = 0
    return x, y


def make_model():
    inputs = keras.Input((LENGTH, 1))
    x = keras.layers.Conv1D(16, 5, strides=2, padding='same', activation='relu')(inputs)
    a = keras.layers.LayerNormalization(epsilon=1e-6)(keras.layers.MultiHeadAttention(2, 8, dropout=0.1)(x, x))
    x = keras.layers.Add()([x, a])
    f = keras.layers.Conv1D(16, 1)(keras.layers.Conv1D(8, 1, activation='relu')(x))
    x = keras.layers.GlobalMaxPooling1D()(keras.layers.Add()([x, keras.layers.LayerNormalization(epsilon=1e-6)(f)]))
    x = keras.layers.Dropout(0.2)(keras.layers.Dense(16, activation='relu')(x))
    m = keras.Model(inputs, keras.layers.Dense(2, activation='softmax')(x))
    m.compile(keras.optimizers.Adam(5e-3), 'sparse_categorical_crossentropy', metrics=['sparse_categorical_accuracy'])
    return m
