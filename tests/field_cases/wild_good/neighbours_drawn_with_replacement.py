from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='neighbours_drawn_with_replacement',
            title='GraphSAGE: features of a node, of five drawn neighbours and of two neighbours of each',
            source='https://github.com/stellargraph/stellargraph/blob/develop/stellargraph/mapper/sampled_node_generators.py',
            keras='any',
            trap='the same neighbour may stand several times, other neighbours are drawn in every epoch, lone nodes get zeros, and validation nodes appear as neighbours in training (their labels do not)')

NODES, FEATURES, CLASSES = 240, 24, 3
HOPS = (5, 2)


def _graph():
    rng = np.random.default_rng(37)
    y = rng.integers(0, CLASSES, NODES)
    x = (rng.random((NODES, FEATURES)) < 0.1 + 0.25 * (np.arange(FEATURES)[None] % CLASSES == y[:, None])).astype('float32')
    x /= np.maximum(x.sum(1, keepdims=True), 1)
    near = [[] for _ in range(NODES)]
    for _ in range(500):
        a = rng.integers(0, NODES)
        same = np.flatnonzero(y == y[a])
        b = rng.choice(same) if rng.random() < 0.8 else rng.integers(0, NODES)
        if a != b:
            near[a].append(int(b))
            near[int(b)].append(int(a))
    order = rng.permutation(NODES)
    return x, y, near, order[:160], order[160:]


class NodeSequence(keras.utils.Sequence):
    def __init__(self, nodes, shuffle, batch_size=20, seed=0):
        super().__init__()
        self.x, self.y, self.near, _, _ = _graph()
        self.nodes, self.shuffle, self.batch_size = np.array(nodes), shuffle, batch_size
        self.rng = np.random.default_rng(seed)
        self.padded = np.concatenate([self.x, np.zeros((1, FEATURES), 'float32')])      # row -1: nobody

    def __len__(self):
        return int(np.ceil(len(self.nodes) / self.batch_size))

    def _draw(self, nodes, count):
        return np.array([self.rng.choice(self.near[n], count) if n >= 0 and self.near[n] else [-1] * count for n in nodes])

    def __getitem__(self, i):
        head = self.nodes[i * self.batch_size:(i + 1) * self.batch_size]
        one = self._draw(head, HOPS[0])
        two = self._draw(one.ravel(), HOPS[1]).reshape(len(head), HOPS[0] * HOPS[1])
        inputs = (self.padded[head][:, None], self.padded[one], self.padded[two])
        return inputs, np.eye(CLASSES, dtype='float32')[self.y[head]]

    def on_epoch_end(self):
        if self.shuffle:
            self.nodes = self.rng.permutation(self.nodes)


def make_dataset():
    return NodeSequence(_graph()[3], True)


def make_validation():
    return NodeSequence(_graph()[4], False, seed=1)


class MeanAggregator(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.own, self.around = keras.layers.Dense(units), keras.layers.Dense(units)

    def compute_output_shape(self, shapes):
        return (shapes[0][0], shapes[0][1], 2 * self.units)

    def call(self, inputs):
        own, around = inputs                        # (b, n, f), (b, n * k, f)
        n, many = tf.shape(own)[1], tf.shape(around)[1]
        mean = tf.reduce_mean(tf.reshape(self.around(around), [-1, n, many // n, self.units]), axis=2)
        return tf.nn.relu(tf.concat([self.own(own), mean], axis=-1))


def make_model():
    a, b, c = keras.Input((1, FEATURES)), keras.Input((HOPS[0], FEATURES)), keras.Input((HOPS[0] * HOPS[1], FEATURES))
    first = MeanAggregator(12)
    a1, b1 = first([a, b]), first([b, c])
    h = keras.layers.Flatten()(MeanAggregator(12)([a1, b1]))
    model = keras.Model([a, b, c], keras.layers.Dense(CLASSES, activation='softmax')(h))
    model.compile(keras.optimizers.Adam(5e-3), 'categorical_crossentropy', metrics=['accuracy'])
    return model
