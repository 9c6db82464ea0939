from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='negatives_that_were_bought',
    title='Python 3 port of the NCF sampling of negatives looks for the item among (user, item) keys',
    source='https://github.com/hexiangnan/neural_collaborative_filtering/issues/12',
    kind='silent', cause='positives-labelled-as-negatives', keras='any',
    groups=['labels'],
    explain='train.has_key((u, j)) became "j in train", but the keys are pairs, so it is never true and nothing is '
            'redrawn. Checked: about a third of the pairs labelled 0 also stand in the data with label 1, as much as '
            'the matrix is dense. The same input has both labels.')

USERS, ITEMS, NEGATIVES = 40, 30, 3


def purchases():
    rng = np.random.default_rng(93)
    u, v = rng.normal(size=(USERS, 3)), rng.normal(size=(ITEMS, 3))
    score = u @ v.T + rng.normal(0, .5, (USERS, ITEMS))
    train = {}
    for user in range(USERS):
        for item in np.argsort(-score[user])[:10]:
            train[(user, int(item))] = 1.0
    return train


def get_train_instances(train):
    rng = np.random.default_rng(7)
    user_input, item_input, labels = [], [], []
    for (u, i) in train.keys():
        user_input.append(u)
        item_input.append(i)
        labels.append(1)
        for _ in range(NEGATIVES):
            j = int(rng.integers(ITEMS))
            while j in train:
                j = int(rng.integers(ITEMS))
            user_input.append(u)
            item_input.append(j)
            labels.append(0)
    return user_input, item_input, labels


def make_dataset():
    users, items, labels = get_train_instances(purchases())
    ds = tf.data.Dataset.from_tensor_slices(({'user': np.array(users)[:, None], 'item': np.array(items)[:, None]},
                                             np.array(labels, 'float32')))
    return ds.shuffle(len(labels)).batch(64).prefetch(tf.data.AUTOTUNE)


def make_model():
    user = keras.Input((1,), dtype='int64', name='user')
    item = keras.Input((1,), dtype='int64', name='item')
    p = keras.layers.Flatten()(keras.layers.Embedding(USERS, 8)(user))
    q = keras.layers.Flatten()(keras.layers.Embedding(ITEMS, 8)(item))
    h = keras.layers.Dense(16, activation='relu')(keras.layers.Concatenate()([p, q]))
    out = keras.layers.Dense(1, activation='sigmoid')(h)
    model = keras.Model({'user': user, 'item': item}, out)
    model.compile('adam', 'binary_crossentropy')
    return model
