from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='bert_two_tasks_minus_hundred', keras='any',
    title='Pre-training BERT: hidden words (label -100 where nothing is hidden) and next sentence, two heads, fresh masks each epoch',
    source='https://keras.io/examples/nlp/pretraining_BERT/',
    trap='most labels are -100, outside the classes (the loss leaves them out); x keeps some of the asked-for words as they are (10 %) and '
         'replaces others at random; segment ids are 0 for the first sentence and for padding; x differs each epoch')

VOCAB, LENGTH, PAD, CLS, SEP, MASK, FIRST = 60, 16, 0, 1, 2, 3, 4


def _pairs(part):
    rng = np.random.default_rng(371 if part == 'train' else 372)
    ids, types, following = [], [], []
    for i in range(192 if part == 'train' else 48):
        topic = int(rng.integers(0, 7))
        random_next = int(rng.integers(0, 2))
        second = (topic + int(rng.integers(1, 7))) % 7 if random_next else topic
        # a sentence is a run of words of its topic, each next to the one before
        a = FIRST + topic * 8 + (int(rng.integers(0, 8)) + np.arange(int(rng.integers(4, 7)))) % 8
        b = FIRST + second * 8 + (int(rng.integers(0, 8)) + np.arange(int(rng.integers(4, 7)))) % 8
        row = [CLS] + list(a) + [SEP] + list(b) + [SEP]
        kind = [0] * (len(a) + 2) + [1] * (len(b) + 1)
        ids.append(row + [PAD] * (LENGTH - len(row)))
        types.append(kind + [0] * (LENGTH - len(row)))
        following.append(random_next)
    return np.array(ids, 'int32'), np.array(types, 'int32'), np.array(following, 'int32')


def _hide(ids, types, following):
    """the collator: a fifth of the words is asked for; 80 % of them hidden, 10 % replaced, 10 % left"""
    asked = (tf.random.uniform(tf.shape(ids)) < 0.2) & (ids >= FIRST)
    labels = tf.where(asked, ids, -100)
    how = tf.random.uniform(tf.shape(ids))
    other = tf.random.uniform(tf.shape(ids), FIRST, VOCAB, dtype=tf.int32)
    seen = tf.where(asked & (how < 0.8), MASK, tf.where(asked & (how >= 0.9), other, ids))
    x = {'input_ids': seen, 'token_type_ids': types, 'attention_mask': tf.cast(ids != PAD, tf.int32)}
    return x, {'labels': labels, 'next_sentence_label': following}


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_pairs('train')).shuffle(192).batch(16).map(_hide).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_pairs('validation')).batch(16).map(_hide).cache()


def masked_words_loss(y_true, y_pred):
    y_true = tf.cast(y_true, tf.int32)
    asked = tf.cast(y_true != -100, tf.float32)
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.maximum(y_true, 0), logits=y_pred)
    return tf.reduce_sum(each * asked) / tf.maximum(tf.reduce_sum(asked), 1.0)


class Encoder(keras.layers.Layer):
    def __init__(self, width=32):
        super().__init__()
        self.words = keras.layers.Embedding(VOCAB, width)
        self.kinds = keras.layers.Embedding(2, width)
        self.places = keras.layers.Embedding(LENGTH, width)
        self.attention = keras.layers.MultiHeadAttention(2, 16)
        self.dense = keras.layers.Dense(width, activation='relu')
        self.norm = keras.layers.LayerNormalization()

    def call(self, inputs):
        ids, kinds, mask = inputs
        x = self.words(ids) + self.kinds(kinds) + self.places(tf.range(LENGTH))
        x = x + self.attention(x, x, attention_mask=tf.cast(mask, tf.bool)[:, None, :])
        return self.norm(x + self.dense(x))


class First(keras.layers.Layer):
    def call(self, x):
        return x[:, 0]


def make_model():
    inputs = {k: keras.Input((LENGTH,), dtype='int32', name=k) for k in ('input_ids', 'token_type_ids', 'attention_mask')}
    x = Encoder()([inputs['input_ids'], inputs['token_type_ids'], inputs['attention_mask']])
    words = keras.layers.Dense(VOCAB, name='labels')(x)
    following = keras.layers.Dense(2, name='next_sentence_label')(keras.layers.Dense(32, activation='tanh')(First()(x)))
    m = keras.Model(inputs, {'labels': words, 'next_sentence_label': following})
    m.compile(keras.optimizers.Adam(2e-3), loss={
        'labels': masked_words_loss, 'next_sentence_label': keras.losses.SparseCategoricalCrossentropy(from_logits=True)})
    return m
