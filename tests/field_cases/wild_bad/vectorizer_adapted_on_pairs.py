from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='vectorizer_adapted_on_pairs',
    title='TextVectorization.adapt gets the dataset of (text, label) that fit will get',
    source='https://github.com/tensorflow/tensorflow/issues/44160',
    kind='error', cause='adapt-on-labelled-dataset', keras='any',
    groups=['elements'],
    explain='adapt wants texts only. It takes the pair for one tensor and raises about packing int with string '
            '(Keras 3) or about the structure of the element (Keras 2); labels are not mentioned. '
            'adapt(train.map(lambda text, label: text)).')


def messages():
    rng = np.random.default_rng(160)
    ham = 'see you at lunch call me later train is late thanks for dinner'.split()
    spam = 'win free prize now claim cash urgent reply text stop offer'.split()
    texts, labels = [], []
    for _ in range(160):
        y = int(rng.random() < .4)
        texts.append(' '.join(rng.choice(spam if y else ham, 7)))
        labels.append(y)
    return tf.data.Dataset.from_tensor_slices((texts, labels))


def make_dataset():
    train = messages().shuffle(160).batch(20)
    vectorizer = keras.layers.TextVectorization(max_tokens=300, output_sequence_length=10)
    vectorizer.adapt(train)
    return train.map(lambda text, label: (vectorizer(text), label)).prefetch(1)


def make_model():
    model = keras.Sequential([keras.Input((10,), dtype='int64'),
                              keras.layers.Embedding(300, 8),
                              keras.layers.Flatten(),
                              keras.layers.Dense(1, activation='sigmoid')])
    model.compile('adam', 'binary_crossentropy')
    return model
