from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='all_prefixes_of_a_session',
            title='Session-based next item: every prefix of a session is an example, zeros in front',
            source='http://www.arxitics.com/articles/1606.08117/json',
            keras='any',
            trap='zeros come before the items; item 0 is padding and never a target though the softmax has a unit for it; short prefixes stand many times with different answers')

ITEMS, LONGEST = 40, 8


def _sessions():
    rng = np.random.default_rng(19)
    out = []
    for day in range(6):
        for _ in range(40):
            taste = rng.integers(0, 4)
            n = rng.integers(2, 9)
            own = 1 + taste * 10 + rng.integers(0, 10, n)
            stray = rng.integers(1, ITEMS + 1, n)
            out.append((day, np.where(rng.random(n) < 0.8, own, stray)))
    return out


def _prefixes(sessions):
    x, y = [], []
    for items in sessions:
        for k in range(1, len(items)):
            head = items[:k][-LONGEST:]
            x.append(np.concatenate([np.zeros(LONGEST - len(head), 'int64'), head]))
            y.append(items[k])
    return np.array(x, 'int32'), np.array(y, 'int32')


def _split():
    sessions = _sessions()
    train = [s for day, s in sessions if day < 5]
    known = set(np.concatenate(train).tolist())
    last = [s[np.isin(s, list(known))] for day, s in sessions if day == 5]     # unseen items are dropped, as usual
    return _prefixes(train), _prefixes([s for s in last if len(s) > 1])


def make_dataset():
    x, y = _split()[0]
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=1).batch(64).prefetch(1)


def make_validation():
    x, y = _split()[1]
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(64)


def make_model():
    x = keras.Input((LONGEST,), dtype='int32')
    h = keras.layers.Embedding(ITEMS + 1, 16, mask_zero=True)(x)
    h = keras.layers.GRU(24, unroll=True)(h)
    model = keras.Model(x, keras.layers.Dense(ITEMS + 1, activation='softmax')(h))
    model.compile('adam', 'sparse_categorical_crossentropy', metrics=[keras.metrics.SparseTopKCategoricalAccuracy(10, name='hit_10')])
    return model
