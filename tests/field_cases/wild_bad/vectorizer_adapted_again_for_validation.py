from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='vectorizer_adapted_again_for_validation',
    title='One helper builds, adapts and applies the text vectorizer, and is called for each split',
    source='https://stackoverflow.com/questions/51956000/what-does-keras-tokenizer-method-exactly-do',
    kind='silent', cause='vocabulary-per-split', keras='any',
    groups=['values'],
    explain='The ids follow the word frequencies of each split, so the same word has another id in validation '
            '(checked: over 80 % of the words common to both vocabularies). The embedding rows learnt in training '
            'mean other words there and val_accuracy is chance. Adapt once, on the training texts.')

WORDS = {
    0: 'dull slow boring weak awful poor flat mess tired wooden noisy lazy'.split(),
    1: 'brilliant warm funny lovely superb moving sharp fresh honest bold tender lively'.split(),
}
COMMON = 'the film plot actor scene music ending was and but with a very story camera dialogue of first last half'.split()


def reviews(n, seed):
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    bias = rng.permutation(12)
    p = np.exp(-bias / 5.0)
    q = np.exp(-rng.permutation(len(COMMON)) / 8.0)
    for _ in range(n):
        y = int(rng.integers(2))
        words = list(rng.choice(COMMON, 9, p=q / q.sum())) + list(rng.choice(WORDS[y], 4, p=p / p.sum()))
        rng.shuffle(words)
        texts.append(' '.join(words) + '.')
        labels.append(y)
    return texts, labels


def text_dataset(texts, labels, training):
    vectorize = keras.layers.TextVectorization(max_tokens=200, output_sequence_length=16)
    vectorize.adapt(tf.constant(texts))
    ds = tf.data.Dataset.from_tensor_slices((texts, labels))
    if training:
        ds = ds.shuffle(len(texts))
    return ds.batch(16).map(lambda t, y: (vectorize(t), y), num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return text_dataset(*reviews(240, 8), training=True)


def make_validation():
    return text_dataset(*reviews(64, 9), training=False)


def make_model():
    model = keras.Sequential([
        keras.Input((16,), dtype='int64'),
        keras.layers.Embedding(200, 16),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(16, activation='relu'),
        keras.layers.Dense(1, activation='sigmoid'),
    ])
    model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    return model
