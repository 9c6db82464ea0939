from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='generator_yields_input_lists',
    title='A seq2seq generator yields its two inputs as a list',
    source='https://openillumi.com/en/en-fix-keras-generator-list-typeerror',
    kind='error', cause='generator-list-inputs',
    groups=['wiring', 'elements', 'training'], keras='3',
    explain='The generator yields ([encoder_ids, decoder_ids], next_ids). Keras 3 builds a tf.data signature '
            'from the first batches and a list is no tf.TypeSpec, so fit raises a TypeError that speaks of '
            'output_signature, which the author never wrote. Keras 2 accepted it. Yield ((encoder, decoder), target).')

PAIRS, SRC, TGT, WORDS = 120, 9, 7, 40


def sentence_batches(src, tgt, batch_size):
    rng = np.random.default_rng(5)
    while True:
        order = rng.permutation(len(src))
        for start in range(0, len(order), batch_size):
            rows = order[start:start + batch_size]
            encoder_input = src[rows]
            decoder_input = tgt[rows, :-1]
            decoder_target = tgt[rows, 1:]
            yield [encoder_input, decoder_input], decoder_target


def make_dataset():
    rng = np.random.default_rng(40)
    src = rng.integers(3, WORDS, (PAIRS, SRC)).astype('int32')
    tgt = np.concatenate([np.full((PAIRS, 1), 1), src[:, ::-1][:, :TGT - 1], np.full((PAIRS, 1), 2)], 1)
    return sentence_batches(src, tgt.astype('int32'), 20)


FIT = dict(steps_per_epoch=6)


def make_model():
    enc_in = keras.Input((SRC,), dtype='int32', name='source')
    dec_in = keras.Input((TGT,), dtype='int32', name='target_so_far')
    _, h, c = keras.layers.LSTM(16, return_state=True)(keras.layers.Embedding(WORDS, 8)(enc_in))
    d = keras.layers.LSTM(16, return_sequences=True)(keras.layers.Embedding(WORDS, 8)(dec_in), initial_state=[h, c])
    out = keras.layers.Dense(WORDS, activation='softmax')(d)
    m = keras.Model([enc_in, dec_in], out)
    m.compile('adam', 'sparse_categorical_crossentropy')
    return m
