from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='reviews_after_one_round_of_questions', keras='any',
    title='Active learning: a balanced first set plus the reviews asked for in one round, joined, cached and shuffled',
    source='https://keras.io/examples/nlp/active_learning_review_classification/',
    trap='training data are joined from several parts, sorted by class before the shuffle; after the round the classes are not in balance '
         '(more of the class that was missed), in validation they are; positives and negatives come from one set by filter')

POSITIVE = ['lovely', 'great', 'moving', 'superb', 'fun']
NEGATIVE = ['awful', 'boring', 'clumsy', 'poor', 'flat']
NEUTRAL = ['the', 'film', 'plot', 'actors', 'scene', 'ending', 'was', 'with', 'music', 'a', 'very']


def _reviews():
    rng = np.random.default_rng(561)
    texts, labels = [], []
    for i in range(400):
        label = i % 2
        words = list(rng.choice(NEUTRAL, 6)) + list(rng.choice(POSITIVE if label else NEGATIVE, 2))
        if rng.uniform() < 0.25:
            words.append(str(rng.choice(NEGATIVE if label else POSITIVE)))
        rng.shuffle(words)
        texts.append(' '.join(words) + ('!' if rng.uniform() < 0.5 else '.'))
        labels.append(label)
    order = rng.permutation(400)
    return np.array(texts)[order], np.array(labels)[order]


def _parts():
    texts, labels = _reviews()
    make = tf.data.Dataset.from_tensor_slices
    validation = make((texts[:80], labels[:80]))
    pool = make((texts[80:], labels[80:]))
    negatives = pool.filter(lambda x, y: y == 0)
    positives = pool.filter(lambda x, y: y == 1)
    return validation, positives, negatives


def _vectorizer():
    texts, _ = _reviews()
    layer = keras.layers.TextVectorization(max_tokens=60, output_sequence_length=10)
    layer.adapt(texts[80:])
    return layer


def make_dataset():
    _, positives, negatives = _parts()
    vectorize = _vectorizer()
    # first 60 of each; in the round 30 positives and 50 negatives were asked for (more negatives had been missed)
    train = positives.take(60).concatenate(negatives.take(60))
    asked = positives.skip(60).take(30).concatenate(negatives.skip(60).take(50))
    train = train.concatenate(asked).cache().shuffle(200)
    return train.batch(20).map(lambda x, y: (vectorize(x), y), num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_validation():
    vectorize = _vectorizer()
    return _parts()[0].batch(20).map(lambda x, y: (vectorize(x), y))


def make_model():
    m = keras.Sequential([keras.Input((10,), dtype='int64'), keras.layers.Embedding(60, 16),
                          keras.layers.Bidirectional(keras.layers.LSTM(8, return_sequences=True)), keras.layers.GlobalMaxPooling1D(),
                          keras.layers.Dense(20, activation='relu'), keras.layers.Dropout(0.3),
                          keras.layers.Dense(1, activation='sigmoid')])
    m.compile(keras.optimizers.RMSprop(0.01), 'binary_crossentropy', metrics=['binary_accuracy'])
    return m
