from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='tags_padded_in_front',
    title='Words are padded at the end, their tags with the default of pad_sequences, which is in front',
    source='https://github.com/keras-team/keras/issues/11747',
    kind='silent', cause='x-and-y-padded-on-different-sides', keras='any',
    groups=['labels'],
    explain='pad_sequences pads with padding="pre" unless told otherwise. The words got "post", the tags the default, so '
            'each tag is moved to the right by the number of zeros. Checked: the zeros of x and y coincide in '
            'no sentence; 16 % of the real words have their own tag and 62 % have tag 0, the padding.')

TAGS = {'PAD': 0, 'O': 1, 'PER': 2, 'LOC': 3, 'ORG': 4}
LEXICON = {
    'O': 'the a visited met with in from said yesterday and works for left to new'.split(),
    'PER': 'anna boris clara dmitri elena'.split(),
    'LOC': 'oslo lima cairo quito'.split(),
    'ORG': 'acme globex initech'.split(),
}
WORD_ID = {w: i + 1 for i, w in enumerate(w for words in LEXICON.values() for w in words)}
MAXLEN = 18


def corpus(n, seed):
    rng = np.random.default_rng(seed)
    sentences, tags = [], []
    for _ in range(n):
        kinds = rng.choice(['O', 'PER', 'LOC', 'ORG'], rng.integers(5, 16), p=[.6, .15, .15, .1])
        sentences.append([WORD_ID[str(rng.choice(LEXICON[k]))] for k in kinds])
        tags.append([TAGS[k] for k in kinds])
    return sentences, tags


def batches(n, seed, batch_size=16):
    pad = keras.preprocessing.sequence.pad_sequences
    sentences, tags = corpus(n, seed)
    x = pad(sentences, maxlen=MAXLEN, padding='post')
    y = pad(tags, maxlen=MAXLEN)
    rng = np.random.default_rng(seed + 1)
    while True:
        order = rng.permutation(n)
        for i in range(0, n, batch_size):
            rows = order[i:i + batch_size]
            yield x[rows], y[rows]


def make_dataset():
    return batches(192, 17)


FIT = dict(steps_per_epoch=12)


def make_model():
    model = keras.Sequential([
        keras.Input((MAXLEN,)),
        keras.layers.Embedding(len(WORD_ID) + 1, 16, mask_zero=True),
        keras.layers.LSTM(24, return_sequences=True),
        keras.layers.Dense(len(TAGS), activation='softmax'),
    ])
    model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return model
