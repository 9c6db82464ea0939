from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='every_frame_foretells_the_next', keras='any',
    title='Next frames by ConvLSTM: x is a clip without its last frame, y the same clip without its first',
    source='https://keras.io/examples/vision/conv_lstm/',
    trap='x and y share all frames but one, moved by one place; binary crossentropy with grey targets between 0 and 1; most pixels are 0; '
         'clips are split before the frames are shifted')

FRAMES, SIZE = 8, 12


def _clips():
    rng = np.random.default_rng(291)
    n = 60
    x = np.zeros((n, FRAMES, SIZE, SIZE, 1), 'uint8')
    for i in range(n):
        for _ in range(2):
            place, speed = rng.uniform(0, SIZE - 4, 2), rng.choice([-1, 1], 2) * rng.uniform(0.5, 1.5, 2)
            for t in range(FRAMES):
                a, b = np.round(place).astype(int)
                x[i, t, a:a + 3, b:b + 3] = 200
                speed = np.where((place + speed < 0) | (place + speed > SIZE - 4), -speed, speed)
                place = place + speed
    order = rng.permutation(n)
    cut = int(0.9 * n)
    return x[order[:cut]] / 255.0, x[order[cut:]] / 255.0


def _shifted(clips):
    clips = clips.astype('float32')
    return clips[:, :-1], clips[:, 1:]


def make_dataset():
    return _shifted(_clips()[0])


def make_validation():
    return _shifted(_clips()[1])


FIT = dict(batch_size=6)


def make_model():
    inputs = keras.Input((None, SIZE, SIZE, 1))
    h = keras.layers.ConvLSTM2D(8, 3, padding='same', return_sequences=True, activation='relu')(inputs)
    h = keras.layers.BatchNormalization()(h)
    m = keras.Model(inputs, keras.layers.Conv3D(1, (1, 3, 3), padding='same', activation='sigmoid')(h))
    m.compile(keras.optimizers.Adam(3e-3), 'binary_crossentropy')
    return m
