from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='premise_and_hypothesis_sequence', keras='any',
    title='Semantic similarity: a Sequence gives ids, attention mask and segment ids of sentence pairs and one-hot answers',
    source='https://keras.io/examples/nlp/semantic_similarity_with_bert/',
    trap='three integer inputs of the same shape, two of them only 0 and 1; segment ids are 0 for the premise and for padding; in '
         'training the incomplete last batch is left out of each epoch (other rows each time, for they are shuffled), in validation it is not')

LENGTH, PAD, CLS, SEP, FIRST = 16, 0, 1, 2, 3


def _pairs(part):
    rng = np.random.default_rng(551 if part == 'train' else 552)
    pairs, labels = [], []
    for _ in range(200 if part == 'train' else 50):
        subject, verb, thing = (int(v) for v in rng.integers(0, 6, 3))
        label = int(rng.integers(0, 3))
        premise = [FIRST + subject, FIRST + 6 + verb, FIRST + 12 + thing] + list(FIRST + 18 + rng.integers(0, 6, int(rng.integers(0, 4))))
        if label == 0:  # contradiction: the verb is denied
            hypothesis = [FIRST + subject, FIRST + 24, FIRST + 6 + verb, FIRST + 12 + thing]
        elif label == 1:  # entailment
            hypothesis = [FIRST + subject, FIRST + 6 + verb, FIRST + 12 + thing]
        else:  # neutral: of something else
            hypothesis = [FIRST + subject, FIRST + 6 + verb, FIRST + 12 + (thing + int(rng.integers(1, 6))) % 6]
        pairs.append((premise, hypothesis))
        labels.append(label)
    return pairs, keras.utils.to_categorical(labels, 3)


class SentencePairs(keras.utils.Sequence):
    def __init__(self, pairs, labels, batch_size, shuffle):
        super().__init__()
        self.pairs, self.labels, self.batch_size, self.shuffle = pairs, labels, batch_size, shuffle
        self.rng = np.random.default_rng(42)
        self.indexes = np.arange(len(pairs))
        self.on_epoch_end()

    def __len__(self):
        whole = len(self.pairs) // self.batch_size
        return whole if self.shuffle else -(-len(self.pairs) // self.batch_size)

    def __getitem__(self, index):
        rows = self.indexes[index * self.batch_size:(index + 1) * self.batch_size]
        ids = np.full((len(rows), LENGTH), PAD, 'int32')
        mask, kinds = np.zeros_like(ids), np.zeros_like(ids)
        for k, row in enumerate(rows):
            premise, hypothesis = self.pairs[row]
            tokens = [CLS] + premise + [SEP] + hypothesis + [SEP]
            ids[k, :len(tokens)], mask[k, :len(tokens)] = tokens, 1
            kinds[k, len(premise) + 2:len(tokens)] = 1
        return (ids, mask, kinds), self.labels[rows].astype('float32')

    def on_epoch_end(self):
        if self.shuffle:
            self.rng.shuffle(self.indexes)


def make_dataset():
    return SentencePairs(*_pairs('train'), batch_size=32, shuffle=True)


def make_validation():
    return SentencePairs(*_pairs('validation'), batch_size=32, shuffle=False)


class Bert(keras.layers.Layer):
    def __init__(self, width=32):
        super().__init__()
        self.words, self.kinds = keras.layers.Embedding(FIRST + 25, width), keras.layers.Embedding(2, width)
        self.places = keras.layers.Embedding(LENGTH, width)
        self.attention = keras.layers.MultiHeadAttention(4, 16)
        self.dense = keras.layers.Dense(width, activation='relu')
        self.norm = keras.layers.LayerNormalization()

    def call(self, inputs):
        ids, mask, kinds = inputs
        x = self.words(ids) + self.kinds(kinds) + self.places(tf.range(LENGTH))
        x = self.norm(x + self.attention(x, x, attention_mask=tf.cast(mask, tf.bool)[:, None, :]))
        x = x + self.dense(x)
        weight = tf.cast(mask, tf.float32)[:, :, None]
        return tf.concat([tf.reduce_sum(x * weight, 1) / tf.reduce_sum(weight, 1), x[:, 0]], 1)


def make_model():
    inputs = [keras.Input((LENGTH,), dtype='int32', name=n) for n in ('input_ids', 'attention_masks', 'token_type_ids')]
    x = keras.layers.Dropout(0.1)(Bert()(inputs))
    m = keras.Model(inputs, keras.layers.Dense(3, activation='softmax')(x))
    m.compile(keras.optimizers.Adam(2e-3), 'categorical_crossentropy', metrics=['acc'])
    return m
