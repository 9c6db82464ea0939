from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='seq2seq_characters_three_arrays', keras='any',
    title='Character-level translation: three one-hot arrays (source, target so far, target one step ahead)',
    source='https://keras.io/examples/nlp/lstm_seq2seq/',
    trap='the target is the second input moved by one step, so almost all of y stands in x (teacher forcing with a one-way LSTM); the blank '
         'after the end of a text is one-hot too and is the commonest class; the tab occurs in x and never in y')

WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
OTHER = ['un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix']
SOURCE_CHARS = sorted(set(''.join(WORDS)) | {' ', '-'})
TARGET_CHARS = sorted(set(''.join(OTHER)) | {' ', '-', '\t', '\n'})
SOURCE_LEN, TARGET_LEN = 11, 15


def _arrays(part):
    rng = np.random.default_rng(301)
    pairs = rng.permutation([(a, b) for a in range(10) for b in range(10)])
    pairs = pairs[:80] if part == 'train' else pairs[80:]
    encoder = np.zeros((len(pairs), SOURCE_LEN, len(SOURCE_CHARS)), 'float32')
    decoder = np.zeros((len(pairs), TARGET_LEN, len(TARGET_CHARS)), 'float32')
    target = np.zeros_like(decoder)
    for i, (a, b) in enumerate(pairs):
        text = (WORDS[a] + '-' + WORDS[b]).ljust(SOURCE_LEN)
        for t, c in enumerate(text):
            encoder[i, t, SOURCE_CHARS.index(c)] = 1.0
        answer = '\t' + OTHER[a] + '-' + OTHER[b] + '\n'
        for t, c in enumerate(answer.ljust(TARGET_LEN)):
            decoder[i, t, TARGET_CHARS.index(c)] = 1.0
        for t, c in enumerate(answer[1:].ljust(TARGET_LEN)):
            target[i, t, TARGET_CHARS.index(c)] = 1.0
    return (encoder, decoder), target


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_arrays('train')).shuffle(80).batch(16)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_arrays('validation')).batch(16)


def make_model():
    source = keras.Input((None, len(SOURCE_CHARS)))
    _, h, c = keras.layers.LSTM(48, return_state=True)(source)
    so_far = keras.Input((None, len(TARGET_CHARS)))
    steps = keras.layers.LSTM(48, return_sequences=True)(so_far, initial_state=[h, c])
    out = keras.layers.Dense(len(TARGET_CHARS), activation='softmax')(steps)
    m = keras.Model([source, so_far], out)
    m.compile('rmsprop', 'categorical_crossentropy', metrics=['accuracy'])
    return m
