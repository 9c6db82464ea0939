from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='fonts_from_many_pixel_columns', keras='any',
    title='Fonts: one CSV per font, a column for each pixel; the columns are put together to a picture in map',
    source='https://www.tensorflow.org/tutorials/load_data/csv',
    trap='each file holds one class only (files are read in turns and shuffled); the label is a string column; most columns are read and '
         'not used as features; pixels are whole numbers divided by 255 in map; each character occurs in both parts (with other noise)')

FONTS, SIDE = ['AGENCY', 'BASKERVILLE', 'COURIER', 'DOTUM'], 6
COLUMNS = ['font', 'm_label', 'strength', 'h', 'w'] + ['r%dc%d' % (r, c) for r in range(SIDE) for c in range(SIDE)]


def _write(part):
    rng = np.random.default_rng(601 if part == 'train' else 602)
    fixed = np.random.default_rng(600)
    letters = fixed.uniform(0, 255, (8, SIDE, SIDE))
    styles = fixed.normal(0, 60, (len(FONTS), SIDE, SIDE))
    folder = tempfile.mkdtemp()
    for k, font in enumerate(FONTS):
        with open(os.path.join(folder, font + '.csv'), 'w') as f:
            f.write(','.join(COLUMNS) + '\n')
            for _ in range(80 if part == 'train' else 20):
                letter = int(rng.integers(0, 8))
                pixels = np.clip(0.5 * letters[letter] + 64 + styles[k] + rng.normal(0, 20, (SIDE, SIDE)), 0, 255).astype(int)
                row = [font, 65 + letter, '%.1f' % rng.choice([0.4, 0.7]), SIDE, SIDE] + list(pixels.ravel())
                f.write(','.join(str(v) for v in row) + '\n')
    return os.path.join(folder, '*.csv')


def _picture(row, font):
    columns = [row['r%dc%d' % (r, c)] for r in range(SIDE) for c in range(SIDE)]
    image = tf.reshape(tf.stack(columns, axis=1), [-1, SIDE, SIDE, 1])
    return tf.cast(image, tf.float32) / 255.0, font


def _dataset(part, shuffle):
    number = keras.layers.StringLookup(vocabulary=FONTS, num_oov_indices=0, mask_token=None)
    types = ['', 0, 0.0, 0, 0] + [0] * (SIDE * SIDE)
    ds = tf.data.experimental.make_csv_dataset(_write(part), batch_size=20, column_names=COLUMNS, column_defaults=types,
                                               label_name='font', num_epochs=1, num_parallel_reads=4, shuffle=shuffle,
                                               shuffle_buffer_size=1000)
    return ds.map(_picture).map(lambda image, font: (image, number(font)))


def make_dataset():
    return _dataset('train', True)


def make_validation():
    return _dataset('validation', False)


def make_model():
    m = keras.Sequential([keras.Input((SIDE, SIDE, 1)), keras.layers.Conv2D(8, 3, activation='relu'), keras.layers.Flatten(),
                          keras.layers.Dense(24, activation='relu'), keras.layers.Dense(len(FONTS))])
    m.compile(keras.optimizers.Adam(5e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
    return m
