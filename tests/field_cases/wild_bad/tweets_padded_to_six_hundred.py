from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='tweets_padded_to_six_hundred',
    title='Tweets of some twelve words are padded to the 600 of a tutorial on film reviews',
    source='https://www.carted.com/blog/variable-length-sequences-in-tensorflow-part-1/',
    kind='slow', cause='padding-far-beyond-the-longest', keras='any',
    groups=['efficiency'],
    explain='The longest tweet has 20 tokens; 98 % of what the LSTM runs over is padding, masked, so the result is the '
            'same as with maxlen=20. an epoch takes 0.65 s against '
            '0.07 s on TF 2.21, 0.46 against 0.06 on 2.15, with equal outputs (difference 0.0).')

VOCAB, MAXLEN = 400, 600


def tweets(n=160):
    rng = np.random.default_rng(280)
    out, labels = [], []
    for _ in range(n):
        y = int(rng.integers(2))
        length = int(rng.integers(5, 21))
        words = np.where(rng.random(length) < .5, rng.integers(1, 300, length), rng.integers(300 + 40 * y, 340 + 40 * y, length))
        out.append(words.tolist())
        labels.append(y)
    return out, np.array(labels)


def make_dataset():
    sequences, labels = tweets()
    x = keras.preprocessing.sequence.pad_sequences(sequences, maxlen=MAXLEN, padding='pre', truncating='pre')
    return x, labels


FIT = dict(batch_size=32)


def make_model():
    model = keras.Sequential([
        keras.Input((MAXLEN,)),
        keras.layers.Embedding(VOCAB, 16, mask_zero=True),
        keras.layers.LSTM(16),
        keras.layers.Dense(1, activation='sigmoid'),
    ])
    model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    return model
