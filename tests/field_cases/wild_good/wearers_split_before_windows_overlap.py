from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='wearers_split_before_windows_overlap',
            title='Activity recognition: windows that overlap by half, other people in validation',
            source='https://fdocuments.us/document/a-quantitative-comparison-of-overlapping-and-non-.html',
            keras='any',
            trap='each sample stands in two windows; gravity keeps one channel far from zero mean before scaling; validation people have another mix of activities')

WINDOW, CLASSES = 64, 4


def _recording(person):
    rng = np.random.default_rng(100 + person)
    signal, label = [], []
    own = rng.normal(0, 0.2, 6)
    for activity in rng.permutation(CLASSES):
        n = int(rng.integers(256, 448))
        t = np.arange(n) / 50.0
        beat = np.sin(2 * np.pi * (0.5 + activity) * t)[:, None] * (0.3 + 0.4 * activity)
        part = own + beat * np.array([1, 0.5, 0.8, 0.2, 0.4, 0.1]) + rng.normal(0, 0.15, (n, 6))
        part[:, 2] += 9.81
        signal.append(part)
        label.append(np.full(n, activity))
    return np.concatenate(signal).astype('float32'), np.concatenate(label)


def _windows(person):
    signal, label = _recording(person)
    starts = range(0, len(signal) - WINDOW + 1, WINDOW // 2)
    x = np.stack([signal[s:s + WINDOW] for s in starts])
    y = np.array([np.bincount(label[s:s + WINDOW], minlength=CLASSES).argmax() for s in starts])
    return x, y.astype('int32')


def _people(people):
    parts = [_windows(p) for p in people]
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


TRAIN, VALID = range(0, 6), range(6, 8)


def _scale():
    rows = np.concatenate([_recording(p)[0] for p in TRAIN])
    return rows.mean(0), rows.std(0)


def make_dataset():
    x, y = _people(TRAIN)
    mean, std = _scale()
    return tf.data.Dataset.from_tensor_slices(((x - mean) / std, y)).shuffle(len(x), seed=0).batch(32).prefetch(1)


def make_validation():
    x, y = _people(VALID)
    mean, std = _scale()
    return tf.data.Dataset.from_tensor_slices(((x - mean) / std, y)).batch(32)


def make_model():
    model = keras.Sequential([keras.Input((WINDOW, 6)), keras.layers.Conv1D(16, 7, strides=2, activation='relu'),
                              keras.layers.Conv1D(16, 5, strides=2, activation='relu'), keras.layers.GlobalMaxPooling1D(),
                              keras.layers.Dense(CLASSES, activation='softmax')])
    model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    return model
