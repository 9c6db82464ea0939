from __future__ import annotations

import collections

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='walks_weighted_by_pair_counts', keras='any',
    title='node2vec: distinct (target, context) pairs with the number of their occurrences as sample weight',
    source='https://keras.io/examples/graph/node2vec_movielens/',
    trap='weights are counts from 1 to over 20, not near 1 (each stands for a pair that occurred so often); the label is no '
         'function of one column; a target id returns in many rows')

NODES, WINDOW, NEGATIVE = 40, 3, 3


def _pairs():
    rng = np.random.default_rng(51)
    walks = []
    for start in np.tile(np.arange(NODES), 4):
        walk, node = [], int(start)
        for _ in range(8):
            walk.append(node)
            # the graph has four communities of ten nodes; one walks mostly within
            home = node // 10 if rng.uniform() < 0.9 else int(rng.integers(0, 4))
            node = home * 10 + int(rng.integers(0, 10))
        walks.append(walk)
    seen = collections.Counter()
    for w in walks:
        for i, t in enumerate(w):
            for c in w[max(0, i - WINDOW):i] + w[i + 1:i + 1 + WINDOW]:
                if c != t:
                    seen[(t, c, 1)] += 1
    positive = {(t, c) for t, c, _ in seen}
    for (t, c, _), count in list(seen.items()):
        drawn = rng.integers(0, NODES, NEGATIVE * count)
        for k in drawn:
            if k != t and (t, int(k)) not in positive:
                seen[(t, int(k), 0)] += 1
    rows = np.array([k + (v,) for k, v in seen.items()])
    return rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3]


def make_dataset():
    target, context, label, weight = _pairs()
    inputs = {'target': target.astype('int32'), 'context': context.astype('int32')}
    ds = tf.data.Dataset.from_tensor_slices((inputs, label.astype('float32'), weight.astype('float32')))
    return ds.shuffle(len(label)).batch(64, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = {k: keras.Input((), name=k, dtype='int32') for k in ('target', 'context')}
    table = keras.layers.Embedding(NODES, 8, embeddings_initializer='he_normal')
    logits = keras.layers.Dot(axes=1)([table(inputs['target']), table(inputs['context'])])
    m = keras.Model(inputs, logits)
    m.compile(keras.optimizers.Adam(0.01), keras.losses.BinaryCrossentropy(from_logits=True))
    return m
