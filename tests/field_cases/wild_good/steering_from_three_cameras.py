from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='steering_from_three_cameras', keras='any',
    title='Behavioural cloning: a generator takes one of three cameras, corrects the angle, mirrors picture and angle',
    source='https://medium.com/@mithi/cloning-driving-behavior-with-videogame-like-simulator-and-keras-e31129a8e3b6',
    trap='targets are small, most near 0, and change sign between epochs for the same drive (with the picture); the side cameras have an angle '
         'that nobody drove; the generator has no end; validation uses the centre camera only; pictures are 0 to 255 and scaled in the model')

FIT = dict(steps_per_epoch=8, validation_steps=3)
HEIGHT, WIDTH, CORRECTION = 12, 24, 0.25


def _drive(part):
    rng = np.random.default_rng(441 if part == 'train' else 442)
    rows = []
    for _ in range(128 if part == 'train' else 48):
        angle = rng.normal(0, 0.05) if rng.uniform() < 0.5 else rng.uniform(-0.6, 0.6)
        pictures = {}
        for camera, shift in (('left', CORRECTION), ('center', 0.0), ('right', -CORRECTION)):
            # a camera further left sees the middle of the road further right, and asks for more steering to the right
            middle = WIDTH / 2 + (angle + shift) * WIDTH / 2
            columns = np.arange(WIDTH)[None, :]
            depth = np.linspace(1.0, 0.4, HEIGHT)[:, None]
            road = np.exp(-((columns + 0.5 - middle) / (6 * depth)) ** 2)
            picture = 60 + 120 * road[:, :, None] * np.array([1, 1, 0.9]) + rng.normal(0, 6, (HEIGHT, WIDTH, 3))
            pictures[camera] = np.clip(picture, 0, 255).astype('uint8')
        rows.append((pictures, float(angle)))
    return rows


def _generator(rows, training, seed):
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(len(rows)) if training else np.arange(len(rows))
        for at in range(0, len(order), 16):
            x, y = [], []
            for i in order[at:at + 16]:
                pictures, angle = rows[i]
                camera = str(rng.choice(['left', 'center', 'right'])) if training else 'center'
                picture, angle = pictures[camera], angle + {'left': CORRECTION, 'center': 0.0, 'right': -CORRECTION}[camera]
                if training and rng.uniform() < 0.5:
                    picture, angle = picture[:, ::-1], -angle
                x.append(picture)
                y.append(angle)
            yield np.array(x, 'float32'), np.array(y, 'float32')


def make_dataset():
    return _generator(_drive('train'), True, 443)


def make_validation():
    return _generator(_drive('validation'), False, 444)


def make_model():
    m = keras.Sequential([keras.Input((HEIGHT, WIDTH, 3)), keras.layers.Rescaling(1 / 127.5, offset=-1.0),
                          keras.layers.Conv2D(8, 5, strides=2, activation='elu'), keras.layers.Conv2D(16, 3, activation='elu'),
                          keras.layers.Flatten(), keras.layers.Dense(24, activation='elu'), keras.layers.Dense(1)])
    m.compile(keras.optimizers.Adam(2e-3), 'mse')
    return m
