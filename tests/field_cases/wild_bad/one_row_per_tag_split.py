from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='one_row_per_tag_split',
    title='A picture with three tags is three rows, split at random',
    source='https://blog.godatadriven.com/rod-keras-multi-label',
    kind='silent', cause='multi-label-exploded',
    groups=['completeness'], keras='any',
    explain='The annotation file has one line per object found, and every line became an example with a one-hot label. '
            'The same picture is asked to be "person" only, "dog" only and "car" only, which a softmax can never '
            'satisfy, and its rows fall into both sets: 85 per cent of the validation rows show a '
            'picture that is trained on, and 9 in 10 training pictures have targets that contradict each other. '
            'Group the lines by picture, make one k-hot row of them, and split the pictures.')

TAGS = ('person', 'car', 'dog', 'bicycle', 'chair')


def annotations(n_pictures=90):
    rng = np.random.default_rng(33)
    lines, pictures = [], rng.normal(0.3, 0.05, (n_pictures, 16, 16, 3)).astype('float32')
    for i in range(n_pictures):
        for tag in rng.choice(len(TAGS), int(rng.integers(2, 5)), replace=False):
            pictures[i, 3 * tag:3 * tag + 3, :, tag % 3] += 0.5
            lines.append((i, tag))
    return pictures, np.asarray(lines)


def split():
    pictures, lines = annotations()
    lines = lines[np.random.default_rng(1).permutation(len(lines))]
    cut = int(0.8 * len(lines))
    return pictures, lines[:cut], lines[cut:]


def to_dataset(pictures, lines):
    x = pictures[lines[:, 0]]
    y = keras.utils.to_categorical(lines[:, 1], len(TAGS))
    return tf.data.Dataset.from_tensor_slices((x, y))


def make_dataset():
    pictures, train, _ = split()
    return to_dataset(pictures, train).shuffle(len(train)).batch(16).prefetch(tf.data.AUTOTUNE)


def make_validation():
    pictures, _, test = split()
    return to_dataset(pictures, test).batch(16)


def make_model():
    m = keras.Sequential([
        keras.Input((16, 16, 3)),
        keras.layers.Conv2D(8, 3, activation='relu'),
        keras.layers.Flatten(),
        keras.layers.Dense(len(TAGS), activation='softmax')])
    m.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
    return m
