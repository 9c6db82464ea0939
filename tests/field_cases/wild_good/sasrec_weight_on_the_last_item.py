from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='sasrec_weight_on_the_last_item', keras='any',
    title='Self-attentive recommendation: next items against random items; in validation only the last item has weight',
    source='https://keras.io/keras_rs/examples/sas_rec/',
    trap='in validation all weights but one per row are 0; its sequences contain those of training plus one item more (the only one that '
         'is weighed); y is a dict whose keys are no outputs; y repeats x moved by one; compiled without a loss')

ITEMS, LENGTH, PAD = 40, 10, 0


def _users():
    rng = np.random.default_rng(391)
    seen, unseen = [], []
    for _ in range(120):
        taste = int(rng.integers(0, 4))
        n = int(rng.integers(4, 10))
        row = 1 + taste * 10 + rng.permutation(10)[:n]
        seen.append(row)
        unseen.append(rng.choice(np.setdiff1d(np.arange(1, ITEMS + 1), row), n))
    return {'sequence': tf.ragged.constant([list(r) for r in seen]), 'negative_sequence': tf.ragged.constant([list(r) for r in unseen])}


def _preprocess(train):
    def fn(example):
        sequence, negative = example['sequence'], example['negative_sequence']
        if train:
            sequence, negative = sequence[:, :-1], negative[:, :-1]
        lengths = tf.cast(sequence.row_lengths(), tf.int32)
        sequence = sequence.to_tensor(PAD, shape=(None, LENGTH + 1))
        negative = negative.to_tensor(PAD, shape=(None, LENGTH + 1))
        if train:
            weight = tf.cast(sequence != PAD, tf.float32)
        else:
            weight = tf.one_hot(lengths - 1, LENGTH + 1)
        x = {'item_ids': sequence[:, :-1], 'padding_mask': (sequence != PAD)[:, :-1]}
        return x, {'positive_sequence': sequence[:, 1:], 'negative_sequence': negative[:, 1:]}, weight[:, 1:]

    return fn


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(_users()).shuffle(120).batch(24).map(_preprocess(True)).prefetch(1)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_users()).batch(24).map(_preprocess(False))


class SasRec(keras.Model):
    def __init__(self, width=16):
        super().__init__()
        self.items = keras.layers.Embedding(ITEMS + 1, width)
        self.places = keras.layers.Embedding(LENGTH, width)
        self.attention = keras.layers.MultiHeadAttention(1, width)
        self.feed = keras.layers.Dense(width, activation='relu')
        self.norm = keras.layers.LayerNormalization()
        self.loss_metric = keras.metrics.Mean(name='pairwise')

    def call(self, inputs):
        h = self.items(inputs['item_ids']) + self.places(tf.range(LENGTH))
        causal = tf.linalg.band_part(tf.ones((1, LENGTH, LENGTH), tf.bool), -1, 0)
        h = h + self.attention(h, h, attention_mask=causal & inputs['padding_mask'][:, None, :])
        return self.norm(h + self.feed(h))

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        positive = tf.reduce_sum(y_pred * self.items(y['positive_sequence']), -1)
        negative = tf.reduce_sum(y_pred * self.items(y['negative_sequence']), -1)
        each = tf.nn.softplus(-positive) + tf.nn.softplus(negative)
        loss = tf.reduce_sum(each * sample_weight) / tf.reduce_sum(sample_weight)
        self.loss_metric.update_state(loss)
        return loss

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        return {'pairwise': self.loss_metric.result()}


def make_model():
    m = SasRec()
    m.compile(keras.optimizers.Adam(3e-3))
    return m
