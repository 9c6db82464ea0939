from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='frames_with_their_mask', keras='any',
    title='Video classification: features of up to ten frames with a boolean mask go into GRUs, labels of shape (n, 1)',
    source='https://keras.io/examples/vision/video_classification/',
    trap='a list of two inputs, the second boolean; after the last frame of a clip the features are all zero and the mask is False; features '
         'are all at or above zero; validation_split (clips come in random order)')

FRAMES, FEATURES, CLASSES = 10, 24, 5


def make_dataset():
    rng = np.random.default_rng(241)
    n = 160
    labels = rng.integers(0, CLASSES, (n, 1))
    start, drift = rng.normal(0, 1, (CLASSES, FEATURES)), rng.normal(0, 0.4, (CLASSES, FEATURES))
    features, masks = np.zeros((n, FRAMES, FEATURES), 'float32'), np.zeros((n, FRAMES), 'bool')
    for i in range(n):
        length = min(FRAMES, int(rng.integers(4, 15)))
        c = labels[i, 0]
        raw = start[c] + drift[c] * np.arange(length)[:, None] + rng.normal(0, 0.7, (length, FEATURES))
        features[i, :length] = np.maximum(raw, 0)
        masks[i, :length] = True
    return [features, masks], labels


FIT = dict(validation_split=0.3, batch_size=16)


def make_model():
    features, mask = keras.Input((FRAMES, FEATURES)), keras.Input((FRAMES,), dtype='bool')
    h = keras.layers.GRU(16, return_sequences=True)(features, mask=mask)
    h = keras.layers.GRU(8)(h, mask=mask)
    h = keras.layers.Dense(8, activation='relu')(keras.layers.Dropout(0.4)(h))
    m = keras.Model([features, mask], keras.layers.Dense(CLASSES, activation='softmax')(h))
    m.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return m
