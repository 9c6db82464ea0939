from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='answer_spans_two_heads', keras='any',
    title='Extractive question answering: first and last token of the answer, each a softmax over the positions',
    source='https://keras.io/examples/nlp/text_extraction_with_bert/',
    trap='as many classes as the sequence is long, the two targets look alike and one is never below the other; three integer inputs, '
         'one of them the mask; the targets are a tuple in the order of unnamed outputs')

LENGTH, VOCAB = 24, 60
PAD, CLS, SEP = 0, 1, 2


def _questions(part):
    rng = np.random.default_rng(191 if part == 'train' else 192)
    n = 160 if part == 'train' else 40
    ids = np.zeros((n, LENGTH), 'int32')
    kinds = np.zeros((n, LENGTH), 'int32')
    mask = np.zeros((n, LENGTH), 'int32')
    start, end = np.zeros(n, 'int32'), np.zeros(n, 'int32')
    for i in range(n):
        # words 50..54 ask for what stands between a marker and the full stop (3); the marker is the word asked for less 10
        context = list(rng.integers(4, 40, int(rng.integers(8, 15))))
        ask = int(rng.integers(50, 55))
        span = list(rng.integers(4, 40, int(rng.integers(1, 4))))
        at = int(rng.integers(0, len(context) + 1))
        context = context[:at] + [ask - 10] + span + [3] + context[at:]
        row = [CLS] + context + [SEP, ask, SEP]  # 23 tokens at most
        ids[i, :len(row)] = row
        kinds[i, len(row) - 2:len(row)] = 1
        mask[i, :len(row)] = 1
        start[i] = 1 + at + 1
        end[i] = start[i] + len(span) - 1
    return (ids, kinds, mask), (start, end)


def make_dataset():
    ds = tf.data.Dataset.from_tensor_slices(_questions('train'))
    return ds.shuffle(160).batch(16).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_questions('validation')).batch(20)


def make_model():
    ids, kinds, mask = [keras.Input((LENGTH,), dtype='int32') for _ in range(3)]
    h = keras.layers.Add()([keras.layers.Embedding(VOCAB, 24)(ids), keras.layers.Embedding(2, 24)(kinds)])
    keep = keras.layers.Rescaling(1.0)(keras.layers.Reshape((LENGTH, 1))(mask))
    h = keras.layers.Multiply()([h, keep])
    h = keras.layers.Conv1D(32, 5, padding='same', activation='relu')(h)
    heads = [keras.layers.Softmax()(keras.layers.Flatten()(keras.layers.Dense(1, use_bias=False)(h))) for _ in range(2)]
    m = keras.Model([ids, kinds, mask], heads)
    loss = keras.losses.SparseCategoricalCrossentropy()
    m.compile(keras.optimizers.Adam(5e-3), [loss, loss])
    return m
