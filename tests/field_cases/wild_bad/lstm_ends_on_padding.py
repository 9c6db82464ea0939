from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='lstm_ends_on_padding',
    title='Tweets of ten words padded at the end to 120, and no mask before the LSTM',
    source='https://www.emergentmind.com/papers/1903.07288 (Effects of padding on LSTMs and CNNs)',
    kind='silent', cause='padding-not-masked',
    groups=['values', 'training'], keras='any',
    explain='The Embedding has no mask_zero, so the LSTM reads 109 and more zeros after the last word and what it hands '
            'on is nearly the same vector for every tweet: accuracy stays at one half. Use mask_zero=True, pad in '
            'front, or pad to the longest tweet of the batch. '
            'Measured after 12 epochs: accuracy 0.54 (with the mask 0.98 to 1.00); the LSTM output varies by 6e-8 over '
            'the tweets (with the mask 0.4).')

WORDS = ('i you we they this that the a movie film day time phone coffee team game was is feels looks '
         'really quite so today again just good great lovely happy bad awful sad angry').split()
MAXLEN = 120


def tweets(n=256):
    rng = np.random.default_rng(60)
    pos, neg, rest = WORDS[-8:-4], WORDS[-4:], WORDS[:-8]
    texts, labels = [], []
    for _ in range(n):
        label = int(rng.integers(0, 2))
        words = list(rng.choice(rest, int(rng.integers(5, 12))))
        for _ in range(2):
            words[int(rng.integers(0, len(words)))] = str(rng.choice(pos if label else neg))
        texts.append(' '.join(words))
        labels.append(label)
    return texts, np.asarray(labels, 'float32')


def make_dataset():
    texts, labels = tweets()
    index = {w: i + 1 for i, w in enumerate(WORDS)}
    sequences = [[index[w] for w in t.split()] for t in texts]
    padded = tf.keras.preprocessing.sequence.pad_sequences(sequences, maxlen=MAXLEN, padding='post')
    ds = tf.data.Dataset.from_tensor_slices((padded, labels))
    return ds.shuffle(len(labels)).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    m = keras.Sequential([
        keras.Input((MAXLEN,), dtype='int32'),
        keras.layers.Embedding(len(WORDS) + 1, 16),
        keras.layers.LSTM(16),
        keras.layers.Dense(1, activation='sigmoid')])
    m.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    return m
