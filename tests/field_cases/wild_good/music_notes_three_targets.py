from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='music_notes_three_targets', keras='any',
    title='Music: windows over the notes of each piece; the next pitch, step and duration are three targets with weights of their own',
    source='https://www.tensorflow.org/tutorials/audio/music_generation',
    trap='pitch is divided by 128 in x but is a whole number up to 127 in y; the loss weights are 0.05 and 1; windows overlap; a loss of '
         'one\'s own punishes values below zero; 128 classes of which a few dozen occur')

SEQ, VOCAB, KEYS = 12, 128, ('pitch', 'step', 'duration')


def _pieces(part):
    rng = np.random.default_rng(491 if part == 'train' else 492)
    pieces = []
    for _ in range(12 if part == 'train' else 3):
        n = int(rng.integers(60, 90))
        scale = 48 + int(rng.integers(0, 12)) + np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16, 17, 19])
        at = np.cumsum(rng.choice([-1, 1], n, p=[0.45, 0.55])) % 12
        duration = rng.choice([0.25, 0.5, 1.0], n)
        step = np.concatenate([[0.0], duration[:-1]]) + rng.uniform(0, 0.02, n)
        pieces.append(np.stack([scale[at], step, duration], axis=1).astype('float32'))
    return pieces


def _windows(part):
    def split(sequence):
        x, last = sequence[:-1] / tf.constant([VOCAB, 1.0, 1.0]), sequence[-1]
        return x, {'pitch': tf.cast(last[0], tf.int32)[None], 'step': last[1:2], 'duration': last[2:3]}

    ds = None
    for notes in _pieces(part):
        one = tf.data.Dataset.from_tensor_slices(notes).window(SEQ + 1, shift=1, drop_remainder=True)
        one = one.flat_map(lambda w: w.batch(SEQ + 1, drop_remainder=True)).map(split)
        ds = one if ds is None else ds.concatenate(one)
    return ds


def make_dataset():
    return _windows('train').cache().shuffle(1000).batch(32, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _windows('validation').batch(32)


def mse_with_positive_pressure(y_true, y_pred):
    return tf.reduce_mean((y_true - y_pred) ** 2 + 10 * tf.maximum(-y_pred, 0.0))


def make_model():
    inputs = keras.Input((SEQ, 3))
    x = keras.layers.LSTM(48)(inputs)
    outputs = {'pitch': keras.layers.Dense(VOCAB, name='pitch')(x), 'step': keras.layers.Dense(1, name='step')(x),
               'duration': keras.layers.Dense(1, name='duration')(x)}
    m = keras.Model(inputs, outputs)
    m.compile(keras.optimizers.Adam(0.005), loss={
        'pitch': keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        'step': mse_with_positive_pressure, 'duration': mse_with_positive_pressure},
        loss_weights={'pitch': 0.05, 'step': 1.0, 'duration': 1.0})
    return m
