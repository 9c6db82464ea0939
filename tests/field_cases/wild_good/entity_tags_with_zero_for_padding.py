from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='entity_tags_with_zero_for_padding', keras='any',
    title='Named entities: one sentence a line (count, words, tags), parsed from text, padded, padding left out by the loss',
    source='https://keras.io/examples/nlp/ner_transformers/',
    trap='most labels of a batch are 0, the class of padding, which never occurs in a sentence; widths differ from batch to batch; '
         'the output has one unit more than there are tags; the loss returns a scalar')

TAGS = ['[PAD]', 'O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC']
NAMES, SURNAMES = ['anna', 'boris', 'chen', 'dora'], ['smith', 'ito', 'novak']
PLACES = [('paris',), ('new', 'york'), ('lima',), ('san', 'marino')]
WORDS = ['the', 'old', 'river', 'saw', 'met', 'in', 'a', 'cold', 'house', 'of', 'and', 'went', 'to', 'today', 'with']
VOCAB = sorted(set(WORDS + NAMES + SURNAMES + [w for p in PLACES for w in p]))


def _write(part):
    rng = np.random.default_rng(131 if part == 'train' else 132)
    path = os.path.join(tempfile.mkdtemp(), part + '.txt')
    with open(path, 'w') as f:
        for _ in range(150 if part == 'train' else 40):
            words, tags = [], []
            for _ in range(int(rng.integers(2, 9))):
                u = rng.uniform()
                if u < 0.15:
                    words += [str(rng.choice(NAMES)), str(rng.choice(SURNAMES))]
                    tags += [2, 3]
                elif u < 0.3:
                    place = PLACES[int(rng.integers(0, 4))]
                    words += list(place)
                    tags += [4] + [5] * (len(place) - 1)
                else:
                    words.append(str(rng.choice(WORDS)))
                    tags.append(1)
            f.write('\t'.join([str(len(words))] + words + [str(t) for t in tags]) + '\n')
    return path


def _pipeline(part):
    table = tf.lookup.StaticHashTable(
        tf.lookup.KeyValueTensorInitializer(tf.constant(VOCAB), tf.range(2, 2 + len(VOCAB), dtype=tf.int64)), 1)

    def parse(line):
        record = tf.strings.split(line, sep='\t')
        n = tf.strings.to_number(record[0], out_type=tf.int32)
        tags = tf.strings.to_number(record[n + 1:], out_type=tf.int64)
        return table.lookup(record[1:n + 1]), tags

    return tf.data.TextLineDataset(_write(part)).map(parse, num_parallel_calls=tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline('train').shuffle(150).padded_batch(16, padded_shapes=([None], [None])).prefetch(1)


def make_validation():
    return _pipeline('validation').padded_batch(16, padded_shapes=([None], [None]))


def non_padding_loss(y_true, y_pred):
    y_true = tf.cast(y_true, tf.int64)
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y_true, logits=y_pred)
    mask = tf.cast(y_true > 0, tf.float32)
    return tf.reduce_sum(loss * mask) / tf.reduce_sum(mask)


def make_model():
    inputs = keras.Input((None,), dtype='int64')
    h = keras.layers.Embedding(len(VOCAB) + 2, 16)(inputs)
    h = keras.layers.Conv1D(32, 3, padding='same', activation='relu')(h)
    m = keras.Model(inputs, keras.layers.Dense(len(TAGS))(keras.layers.Dropout(0.1)(h)))
    m.compile(keras.optimizers.Adam(5e-3), non_padding_loss)
    return m
