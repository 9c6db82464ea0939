from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='chinese_sentence_is_one_token',
    title='Chinese hotel reviews go through a TextVectorization that splits on white space',
    source='https://github.com/keras-team/keras/issues/14225',
    kind='silent', cause='no-spaces-to-split-on', keras='any',
    groups=['values'],
    explain='The sentences have no spaces, so each is one token: 1 of the 30 places is filled, 29 are padding, and the '
            'vocabulary is the list of the sentences (checked: one non-zero id per row; in validation nearly every '
            'row is [1, 0, 0, ...], the unknown word). split="character" or a word segmenter was needed.')

GOOD = ['房间很干净', '服务非常热情', '早餐种类丰富', '位置方便', '床很舒服', '前台很友好', '性价比高', '环境安静']
BAD = ['房间有异味', '服务态度很差', '早餐难吃', '离地铁太远', '隔音不好', '空调坏了', '价格太贵', '浴室很脏']
LINK = ['，而且', '，', '，另外', '。总之', '，还有']


def reviews(n, seed):
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    for _ in range(n):
        y = int(rng.integers(2))
        pool = GOOD if y else BAD
        a, b, c = rng.choice(len(pool), 3, replace=False)
        links = rng.choice(LINK, 2)
        texts.append('我们住了%d晚，' % rng.integers(1, 9) + pool[a] + links[0] + pool[b] + links[1] + pool[c])
        labels.append(y)
    return texts, labels


def make_vectorizer():
    layer = keras.layers.TextVectorization(max_tokens=5000, output_mode='int', output_sequence_length=30)
    train_texts, _ = reviews(256, 60)
    layer.adapt(tf.data.Dataset.from_tensor_slices(train_texts).batch(64))
    return layer


def build(n, seed, training):
    texts, labels = reviews(n, seed)
    vectorizer = make_vectorizer()
    raw = tf.data.Dataset.from_tensor_slices((texts, labels))
    if training:
        raw = raw.shuffle(n)
    return raw.batch(32).map(lambda text, label: (vectorizer(tf.expand_dims(text, -1)), label)).prefetch(2)


def make_dataset():
    return build(256, 60, True)


def make_validation():
    return build(64, 61, False)


def make_model():
    inputs = keras.Input(shape=(None,), dtype='int64')
    x = keras.layers.Embedding(5000, 32)(inputs)
    x = keras.layers.Conv1D(32, 3, padding='valid', activation='relu')(x)
    x = keras.layers.GlobalMaxPooling1D()(x)
    model = keras.Model(inputs, keras.layers.Dense(1, activation='sigmoid')(x))
    model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
    return model
