from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='papers_by_their_number', keras='any',
    title='Node classification: the dataset holds only node numbers; features and citations live in the model',
    source='https://keras.io/examples/graph/gnn_citations/',
    trap='x is a bare running number and all numbers of validation are unseen in training; no feature is in the pipeline. The '
         'model looks the words of a paper and of its neighbours up in constants, the labels of other papers it never sees')

PAPERS, WORDS, CLASSES = 160, 40, 4


def _citations():
    rng = np.random.default_rng(41)
    subject = rng.integers(0, CLASSES, PAPERS)
    chance = np.full((CLASSES, WORDS), 0.05)
    for c in range(CLASSES):
        chance[c, c * 10:c * 10 + 10] = 0.3
    words = (rng.uniform(size=(PAPERS, WORDS)) < chance[subject]).astype('float32')
    edges = []
    for i in range(PAPERS):
        same = np.flatnonzero((subject == subject[i]) & (np.arange(PAPERS) != i))
        edges += [(i, j) for j in rng.choice(same, 3, replace=False)]
        edges.append((i, int(rng.integers(0, PAPERS))))
    edges = np.array(edges)
    edges = np.concatenate([edges, edges[:, ::-1]]).astype('int32')
    order = rng.permutation(PAPERS)
    return words, edges, subject.astype('int32'), order[:100].astype('int32'), order[100:].astype('int32')


def make_dataset():
    _, _, subject, train, _ = _citations()
    return tf.data.Dataset.from_tensor_slices((train, subject[train])).shuffle(len(train)).batch(32)


def make_validation():
    _, _, subject, _, held_out = _citations()
    return tf.data.Dataset.from_tensor_slices((held_out, subject[held_out])).batch(32)


class NodeClassifier(keras.Model):
    def __init__(self, words, edges):
        super().__init__()
        self.words = tf.constant(words)
        self.edges = tf.constant(edges)
        self.prepare = keras.layers.Dense(16, activation='relu')
        self.combine = keras.layers.Dense(16, activation='relu')
        self.out = keras.layers.Dense(CLASSES)

    def call(self, numbers):
        h = self.prepare(self.words)
        neighbours = tf.math.unsorted_segment_mean(tf.gather(h, self.edges[:, 1]), self.edges[:, 0], PAPERS)
        h = self.combine(tf.concat([h, neighbours], axis=1))
        return self.out(tf.gather(h, numbers))


def make_model():
    words, edges = _citations()[:2]
    m = NodeClassifier(words, edges)
    m.compile(keras.optimizers.Adam(0.01), keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=[keras.metrics.SparseCategoricalAccuracy(name='acc')])
    return m
