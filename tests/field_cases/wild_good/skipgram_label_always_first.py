from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='skipgram_label_always_first', keras='any',
    title='word2vec with negative sampling: the true context comes first, so the label is always [1, 0, 0, 0, 0]',
    source='https://www.tensorflow.org/text/tutorials/word2vec',
    trap='y is the same row in every example; the model scores each candidate by itself (a dot product with its embedding) '
         'and cannot know which position it has, so nothing is given away and nothing is degenerate')

VOCAB, NEGATIVE, BATCH = 50, 4, 64


def _examples():
    rng = np.random.default_rng(61)
    pairs = []
    for _ in range(120):
        topic = int(rng.integers(0, 5))
        # word 0 is padding; topics own 1..9, 10..18, ...
        sentence = 1 + (topic * 9 + rng.integers(0, 9, 8))
        near = set()
        for i, t in enumerate(sentence):
            for c in np.concatenate([sentence[max(0, i - 2):i], sentence[i + 1:i + 3]]):
                if c != t:
                    near.add((int(t), int(c)))
        pairs += sorted(near)
    together = {t: [c for s, c in pairs if s == t] for t in range(VOCAB)}
    targets, contexts = [], []
    for t, c in pairs:
        # negatives are words that never stand near this target
        negative = rng.choice(np.setdiff1d(np.arange(1, VOCAB), [t] + together[t]), NEGATIVE, replace=False)
        targets.append(t)
        contexts.append(np.concatenate([[c], negative]))
    contexts = np.array(contexts, 'int64')
    labels = np.zeros_like(contexts)
    labels[:, 0] = 1
    return np.array(targets, 'int64'), contexts, labels


def make_dataset():
    targets, contexts, labels = _examples()
    ds = tf.data.Dataset.from_tensor_slices(((targets, contexts), labels))
    return ds.cache().shuffle(len(targets)).batch(BATCH, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


class Word2Vec(keras.Model):
    def __init__(self):
        super().__init__()
        self.target_embedding = keras.layers.Embedding(VOCAB, 16, name='w2v_embedding')
        self.context_embedding = keras.layers.Embedding(VOCAB, 16)

    def call(self, pair):
        target, context = pair
        word = self.target_embedding(target)
        candidates = self.context_embedding(context)
        return tf.einsum('be,bce->bc', word, candidates)


def make_model():
    m = Word2Vec()
    m.compile('adam', keras.losses.CategoricalCrossentropy(from_logits=True), metrics=['accuracy'])
    return m
