from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='molecules_merged_into_one_graph', keras='any',
    title='Message passing on molecules: a batch is merged into one disconnected graph after batching',
    source='https://keras.io/examples/graph/mpnn-molecular-graphs/',
    trap='the leading axes of the three inputs (atoms, pairs, molecule of each atom) differ from each other, from batch to batch '
         'and from that of the labels; the batch is known only from the molecule indicator')

FEATURES, BATCH = 6, 16


def _molecules(part):
    rng = np.random.default_rng(31 if part == 'train' else 32)
    n = 96 if part == 'train' else 32
    atoms, pairs, labels = [], [], []
    for _ in range(n):
        k = int(rng.integers(3, 12))
        kind = rng.integers(0, FEATURES, k)
        atoms.append(np.eye(FEATURES, dtype='float32')[kind])
        chain = np.stack([np.arange(k - 1), np.arange(1, k)], 1)
        both = np.concatenate([chain, chain[:, ::-1], np.stack([np.arange(k)] * 2, 1)])
        pairs.append(both.astype('int64'))
        labels.append(float((kind == 0).any()))
    return tf.ragged.stack(atoms), tf.ragged.stack(pairs), np.array(labels, 'float32')


def merge(graph, label):
    atoms, pairs = graph
    n_atoms, n_pairs = atoms.row_lengths(), pairs.row_lengths()
    molecule = tf.repeat(tf.range(atoms.nrows()), n_atoms)
    offset = tf.repeat(tf.cumsum(n_atoms, exclusive=True), n_pairs)
    atoms = atoms.merge_dims(0, 1).to_tensor() if isinstance(atoms.values, tf.RaggedTensor) else atoms.values
    pairs = pairs.merge_dims(0, 1).to_tensor() if isinstance(pairs.values, tf.RaggedTensor) else pairs.values
    atoms = tf.ensure_shape(atoms, (None, FEATURES))
    pairs = tf.ensure_shape(pairs, (None, 2)) + offset[:, None]
    return (atoms, pairs, molecule), label


def _pipeline(part, shuffle):
    atoms, pairs, labels = _molecules(part)
    ds = tf.data.Dataset.from_tensor_slices(((atoms, pairs), labels[:, None]))
    if shuffle:
        ds = ds.shuffle(len(labels))
    return ds.batch(BATCH).map(merge, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline('train', True)


def make_validation():
    return _pipeline('validation', False)


class MPNN(keras.Model):
    def __init__(self):
        super().__init__()
        self.embed = keras.layers.Dense(16)
        self.message = [keras.layers.Dense(16, activation='relu') for _ in range(2)]
        self.head = keras.layers.Dense(1, activation='sigmoid')

    def call(self, inputs):
        atoms, pairs, molecule = inputs
        h = self.embed(atoms)
        for layer in self.message:
            sent = tf.gather(h, pairs[:, 1])
            received = tf.math.unsorted_segment_sum(sent, pairs[:, 0], tf.shape(h)[0])
            h = h + layer(received)
        pooled = tf.math.segment_sum(h, molecule)
        return self.head(pooled)


def make_model():
    m = MPNN()
    m.compile(keras.optimizers.Adam(5e-3), keras.losses.BinaryCrossentropy(), metrics=[keras.metrics.AUC(name='AUC')])
    return m
