from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='paper_terms_with_an_unknown_column',
            title='Subjects of papers: ragged lists of terms to multi-hot rows by StringLookup, abstracts to multi-hot words in map',
            source='https://keras.io/examples/nlp/multi_label_classification/',
            keras='any',
            trap='the first target column ([UNK]) is always 0 in training, and so is the first word column; rows are sparse')

TERMS = ['cs.CV', 'cs.LG', 'stat.ML', 'cs.AI', 'eess.IV', 'cs.RO', 'cs.CL']
WORDS = {'cs.CV': 'image pixel camera', 'cs.LG': 'gradient network loss', 'stat.ML': 'posterior prior sample',
         'cs.AI': 'planning logic agent', 'eess.IV': 'mri scan noise', 'cs.RO': 'robot arm grasp', 'cs.CL': 'token corpus parse'}


def _papers(seed, count):
    rng = np.random.default_rng(seed)
    texts, terms = [], []
    for _ in range(count):
        mine = [TERMS[k] for k in rng.choice(len(TERMS), rng.integers(1, 4), replace=False)]
        words = ' '.join(WORDS[t] for t in mine).split() + ['we', 'propose', 'a', 'method', 'for']
        texts.append(' '.join(rng.permutation(words)))
        terms.append(mine)
    return np.array(texts), tf.ragged.constant(terms)


ADAPTED = []


def _layers():
    if not ADAPTED:
        ADAPTED.append(_adapt())
    return ADAPTED[0]


def _adapt():
    texts, terms = _papers(0, 240)
    lookup = keras.layers.StringLookup(output_mode='multi_hot')
    lookup.adapt(tf.data.Dataset.from_tensor_slices(terms.flat_values).batch(64))
    vectorizer = keras.layers.TextVectorization(max_tokens=60, output_mode='multi_hot')
    vectorizer.adapt(tf.data.Dataset.from_tensor_slices(texts).batch(64))
    return lookup, vectorizer


def _pipeline(seed, count, training):
    lookup, vectorizer = _layers()
    texts, terms = _papers(seed, count)
    targets = np.stack([np.asarray(lookup(row)) for row in terms]).astype('float32')
    ds = tf.data.Dataset.from_tensor_slices((texts, targets))
    if training:
        ds = ds.shuffle(count, seed=1)
    ds = ds.batch(24).map(lambda t, y: (vectorizer(t), y), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline(0, 240, True)


def make_validation():
    return _pipeline(1, 48, False)


def make_model():
    lookup, vectorizer = _layers()
    model = keras.Sequential([keras.Input((vectorizer.vocabulary_size(),)),
                              keras.layers.Dense(32, activation='relu'),
                              keras.layers.Dense(lookup.vocabulary_size(), activation='sigmoid')])
    model.compile('adam', 'binary_crossentropy', metrics=['binary_accuracy'])
    return model
