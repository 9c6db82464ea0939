from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='cover_types_wide_and_crossed', keras='any',
    title='Forest cover: many named columns of a CSV; the same inputs go to a wide and crossed branch and to a deep branch',
    source='https://keras.io/examples/structured_data/wide_deep_cross_networks/',
    trap='columns in metres (up to 3800) beside shade in 0..255 and strings, none scaled in the pipeline (BatchNormalization follows); '
         'the label is the seventh column and not one-hot; all inputs are used twice, once embedded and once one-hot')

HEADER = ['Elevation', 'Aspect', 'Slope', 'Hillshade_9am', 'Soil_Type', 'Wilderness_Area', 'Cover_Type']
VOCABULARY = {'Soil_Type': ['soil_type_%d' % k for k in range(1, 9)],
              'Wilderness_Area': ['Area %d' % k for k in range(1, 5)]}
NUMERIC = HEADER[:4]


def _write(part):
    rng = np.random.default_rng(481 if part == 'train' else 482)
    path = os.path.join(tempfile.mkdtemp(), part + '.csv')
    with open(path, 'w') as f:
        f.write(','.join(HEADER) + '\n')
        for _ in range(480 if part == 'train' else 120):
            soil = int(rng.integers(1, 9))
            elevation = 1900 + 200 * soil + rng.normal(0, 120)
            aspect, slope = int(rng.integers(0, 360)), int(rng.integers(0, 50))
            shade = int(np.clip(220 - slope + 30 * np.cos(np.radians(aspect - 100)), 0, 254))
            cover = int(np.clip((elevation - 1900) // 250 + (slope > 35), 0, 6))
            f.write('%d,%d,%d,%d,soil_type_%d,Area %d,%d\n' % (elevation, aspect, slope, shade, soil, rng.integers(1, 5), cover))
    return path


def _dataset(part, shuffle):
    defaults = [['NA'] if n in VOCABULARY else [0] for n in HEADER]
    ds = tf.data.experimental.make_csv_dataset(_write(part), batch_size=32, column_names=HEADER, column_defaults=defaults,
                                               label_name='Cover_Type', num_epochs=1, header=True, shuffle=shuffle)
    # a plain dict: Keras 3 takes the columns of an OrderedDict in their order, not by name
    return ds.map(lambda features, cover: (dict(features), cover))


def make_dataset():
    return _dataset('train', True)


def make_validation():
    return _dataset('validation', False)


def _encode(inputs, embed):
    columns = []
    for name, value in inputs.items():
        if name in VOCABULARY:
            words = VOCABULARY[name]
            index = keras.layers.StringLookup(vocabulary=words, mask_token=None, num_oov_indices=0,
                                              output_mode='int' if embed else 'one_hot')(value)
            columns.append(keras.layers.Embedding(len(words), 3)(index) if embed else index)
        else:
            columns.append(keras.layers.Reshape((1,))(value))
    return keras.layers.Concatenate()(columns)


def make_model():
    inputs = {n: keras.Input((), name=n, dtype='string' if n in VOCABULARY else 'float32') for n in HEADER[:-1]}
    x0 = keras.layers.BatchNormalization(momentum=0.8)(_encode(inputs, embed=True))
    cross = x0
    for _ in range(2):
        cross = keras.layers.Add()([keras.layers.Multiply()([x0, keras.layers.Dense(x0.shape[-1])(cross)]), cross])
    deep = keras.layers.BatchNormalization(momentum=0.8)(_encode(inputs, embed=False))
    for _ in range(2):
        deep = keras.layers.Dropout(0.1)(keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.8)(keras.layers.Dense(24)(deep))))
    merged = keras.layers.Concatenate()([cross, deep])
    m = keras.Model(inputs, keras.layers.Dense(7, activation='softmax')(merged))
    m.compile(keras.optimizers.Adam(0.01), keras.losses.SparseCategoricalCrossentropy(),
              metrics=[keras.metrics.SparseCategoricalAccuracy()])
    return m
