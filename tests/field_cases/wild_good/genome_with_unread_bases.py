from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='genome_with_unread_bases',
            title='DNA as strings: one-hot with N as four zeros, at random the reverse complement, several marks per sequence',
            source='https://genentech.github.io/gReLU/autoapi/grelu/data/augment/index.html',
            keras='any',
            trap='rows that are not one-hot (N), a reversal of both axes that keeps the label, many label rows without any mark; the split is by chromosome')

LENGTH, MARKS = 120, 5
MOTIFS = ['TGACTCA', 'CACGTG', 'GGGCGG', 'TATAAA', 'CCAAT']


def _reversed_complement(s):
    return s[::-1].translate(str.maketrans('ACGTN', 'TGCAN'))


def _sequences():
    rng = np.random.default_rng(41)
    rows, labels, chromosome = [], [], []
    for i in range(300):
        s = ''.join(rng.choice(list('ACGT'), LENGTH))
        y = (rng.random(MARKS) < 0.25).astype('float32')
        for m in np.flatnonzero(y):
            word = MOTIFS[m] if rng.random() < 0.5 else _reversed_complement(MOTIFS[m])
            at = 5 + 20 * m + rng.integers(0, 12)
            s = s[:at] + word + s[at + len(word):]
        if rng.random() < 0.1:
            s = s[:-12] + 'N' * 12                     # the edge of the assembly
        rows.append(s)
        labels.append(y)
        chromosome.append(i % 10)
    return np.array(rows), np.array(labels), np.array(chromosome)


def _one_hot(s, y):
    letters = tf.strings.bytes_split(s)
    hot = tf.cast(letters[:, None] == tf.constant(['A', 'C', 'G', 'T'])[None, :], tf.float32)
    return tf.ensure_shape(hot, (LENGTH, 4)), y


def _maybe_other_strand(x, y):
    return tf.cond(tf.random.uniform([]) < 0.5, lambda: tf.reverse(x, axis=[0, 1]), lambda: x), y


def make_dataset():
    s, y, c = _sequences()
    ds = tf.data.Dataset.from_tensor_slices((s[c < 8], y[c < 8])).map(_one_hot, num_parallel_calls=tf.data.AUTOTUNE).cache()
    ds = ds.shuffle(int((c < 8).sum()), seed=0).map(_maybe_other_strand, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(24).prefetch(1)


def make_validation():
    s, y, c = _sequences()
    return tf.data.Dataset.from_tensor_slices((s[c >= 8], y[c >= 8])).map(_one_hot).batch(30)


def make_model():
    model = keras.Sequential([keras.Input((LENGTH, 4)), keras.layers.Conv1D(24, 9, activation='relu'),
                              keras.layers.GlobalMaxPooling1D(), keras.layers.Dense(16, activation='relu'),
                              keras.layers.Dense(MARKS, activation='sigmoid')])
    model.compile('adam', 'binary_crossentropy', metrics=[keras.metrics.AUC(multi_label=True, name='auc')])
    return model
