from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='sums_as_bool_one_hot', keras='any',
    title='Addition as sequence to sequence: questions spelled backwards, one-hot characters stored as bool',
    source='https://keras.io/examples/nlp/addition_rnn/',
    trap='x and y are bool of rank 3; most of every row is False; the blank is a class of its own and stands often at the end; '
         'no two questions are alike, also not with the summands exchanged, so validation cannot be looked up')

DIGITS, CHARS = 2, '0123456789+ '
MAXLEN = 2 * DIGITS + 1


def _encode(text, rows):
    x = np.zeros((rows, len(CHARS)), bool)
    for i, c in enumerate(text):
        x[i, CHARS.index(c)] = True
    return x


def _questions():
    rng = np.random.default_rng(211)
    seen, x, y = set(), [], []
    while len(x) < 500:
        a, b = (int(v) for v in rng.integers(0, 100, 2))
        key = tuple(sorted((a, b)))
        if key in seen:
            continue
        seen.add(key)
        query = '{}+{}'.format(a, b).ljust(MAXLEN)
        x.append(_encode(query[::-1], MAXLEN))
        y.append(_encode(str(a + b).ljust(DIGITS + 1), DIGITS + 1))
    return np.array(x), np.array(y)


def make_dataset():
    x, y = _questions()
    return tf.data.Dataset.from_tensor_slices((x[:450], y[:450])).shuffle(450).batch(32).prefetch(1)


def make_validation():
    x, y = _questions()
    return tf.data.Dataset.from_tensor_slices((x[450:], y[450:])).batch(32)


def make_model():
    m = keras.Sequential([keras.Input((MAXLEN, len(CHARS))), keras.layers.LSTM(48), keras.layers.RepeatVector(DIGITS + 1),
                          keras.layers.LSTM(48, return_sequences=True), keras.layers.Dense(len(CHARS), activation='softmax')])
    m.compile(keras.optimizers.Adam(3e-3), 'categorical_crossentropy', metrics=['accuracy'])
    return m
