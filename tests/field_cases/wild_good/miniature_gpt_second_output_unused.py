from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='miniature_gpt_second_output_unused', keras='any',
    title='Miniature GPT: lines of text files, y is x moved by one word, the second output of the model has no loss',
    source='https://keras.io/examples/generative/text_generation_with_miniature_gpt/',
    trap='two outputs and one target (loss=[loss, None]); y is x moved by one; the lines end in padding, which the model is to predict too; '
         'words beyond the vocabulary are 1')

VOCAB, LENGTH, BATCH = 24, 10, 16


def _files():
    rng = np.random.default_rng(411)
    nouns, verbs, adjectives = ['film', 'plot', 'cast', 'music'], ['was', 'felt', 'seemed'], ['fine', 'dull', 'bold', 'weak', 'sweet']
    folder = tempfile.mkdtemp()
    names = []
    for i in range(120):
        text = 'the %s %s %s' % (rng.choice(nouns), rng.choice(verbs), rng.choice(adjectives))
        if rng.uniform() < 0.6:
            text += '<br />and the %s %s %s' % (rng.choice(nouns), rng.choice(verbs), rng.choice(adjectives))
        names.append(os.path.join(folder, '%d.txt' % i))
        with open(names[-1], 'w') as f:
            f.write(text + '!')
    rng.shuffle(names)
    return names


def _standardize(text):
    text = tf.strings.regex_replace(tf.strings.lower(text), '<br />', ' ')
    return tf.strings.regex_replace(text, '([!-/])', r' \1')


def make_dataset():
    text = tf.data.TextLineDataset(_files()).shuffle(256).batch(BATCH)
    vectorize = keras.layers.TextVectorization(standardize=_standardize, max_tokens=VOCAB - 1, output_mode='int',
                                               output_sequence_length=LENGTH + 1)
    vectorize.adapt(text)

    def shifted(lines):
        tokens = vectorize(lines)
        return tokens[:, :-1], tokens[:, 1:]

    return text.map(shifted, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


class Block(keras.layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.tokens = keras.layers.Embedding(VOCAB, width)
        self.places = keras.layers.Embedding(LENGTH, width)
        self.attention = keras.layers.MultiHeadAttention(2, width)
        self.feed = keras.Sequential([keras.layers.Dense(32, activation='relu'), keras.layers.Dense(width)])
        self.first, self.second = keras.layers.LayerNormalization(), keras.layers.LayerNormalization()

    def call(self, ids):
        x = self.tokens(ids) + self.places(tf.range(LENGTH))
        causal = tf.linalg.band_part(tf.ones((1, LENGTH, LENGTH), tf.bool), -1, 0)
        x = self.first(x + self.attention(x, x, attention_mask=causal))
        return self.second(x + self.feed(x))


def make_model():
    inputs = keras.Input((LENGTH,), dtype='int32')
    x = Block(24)(inputs)
    m = keras.Model(inputs, [keras.layers.Dense(VOCAB)(x), x])
    # no loss on the states of the block
    m.compile('adam', loss=[keras.losses.SparseCategoricalCrossentropy(from_logits=True), None])
    return m
