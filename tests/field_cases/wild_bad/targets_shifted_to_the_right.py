from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='targets_shifted_to_the_right',
    title='A character model whose targets are the text shifted one place to the right, as the book says',
    source='https://github.com/rasbt/LLMs-from-scratch/issues/508',
    kind='silent', cause='target-is-the-previous-token', keras='any',
    groups=['labels'],
    explain='np.roll(ids, 1) puts at place t the character that came BEFORE it, which the network has just read: '
            'y[t] == x[t-1] for all t > 0 (checked: 100 %). The next character, x[t+1], is never asked for. '
            'The loss sinks to almost nothing by copying, and generation is nonsense. np.roll(ids, -1), or text[1:].')

TEXT = ('the north wind and the sun were disputing which was the stronger when a traveller came along wrapped in a warm '
        'cloak. they agreed that the one who first succeeded in making the traveller take his cloak off should be '
        'considered stronger than the other. then the north wind blew as hard as he could but the more he blew the more '
        'closely did the traveller fold his cloak around him and at last the north wind gave up the attempt. then the sun '
        'shone out warmly and immediately the traveller took off his cloak. and so the north wind was obliged to confess '
        'that the sun was the stronger of the two. ')
SEQ = 40


def vocabulary():
    return {c: i for i, c in enumerate(sorted(set(TEXT)))}


def make_dataset():
    char_to_id = vocabulary()
    ids = np.array([char_to_id[c] for c in TEXT * 6], 'int32')
    targets = np.roll(ids, 1)
    ds = tf.data.Dataset.from_tensor_slices((ids, targets))
    ds = ds.batch(SEQ, drop_remainder=True)
    return ds.shuffle(200).batch(8, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def make_model():
    n = len(vocabulary())
    model = keras.Sequential([
        keras.Input((None,), dtype='int32'),
        keras.layers.Embedding(n, 24),
        keras.layers.GRU(48, return_sequences=True),
        keras.layers.Dense(n),
    ])
    model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
