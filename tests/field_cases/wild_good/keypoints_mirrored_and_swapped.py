from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='keypoints_mirrored_and_swapped', keras='any',
    title='Keypoints: a Sequence mirrors image and points together, swaps left and right, and reshuffles at the end of the epoch',
    source='https://keras.io/examples/vision/keypoint_detection/',
    trap='targets of shape (batch, 1, 1, 8), as the last convolution has it; columns of y change places in mirrored images (the left ear becomes '
         'the right one); the last batch is smaller; validation is another Sequence without augmentation')

SIZE, POINTS, BATCH = 24, 4, 10
SWAP = np.array([1, 0, 2, 3])  # left ear, right ear, nose, tail


def _dogs(part):
    rng = np.random.default_rng(221 if part == 'train' else 222)
    n = 94 if part == 'train' else 24
    x = rng.uniform(0, 30, (n, SIZE, SIZE, 3))
    points = np.zeros((n, POINTS, 2))
    for i in range(n):
        cx, cy, w = rng.uniform(8, 15), rng.uniform(7, 12), rng.uniform(3, 6)
        # seen from behind the camera: the left ear is left of the nose
        points[i] = [[cx - w, cy - 4], [cx + w, cy - 4], [cx, cy], [cx + rng.uniform(-1, 1), cy + 9]]
        for k, (px, py) in enumerate(points[i]):
            colour = [(255, 90, 60), (255, 90, 60), (60, 255, 60), (60, 60, 255)][k]
            r, q = int(round(py)), int(round(px))
            x[i, r - 1:r + 2, q - 1:q + 2] = colour
    return x.astype('uint8'), points.astype('float32')


class KeyPoints(keras.utils.Sequence):
    def __init__(self, x, points, train):
        super().__init__()
        self.x, self.points, self.train = x, points, train
        self.rng = np.random.default_rng(223)
        self.order = np.arange(len(x))
        self.on_epoch_end()

    def __len__(self):
        return int(np.ceil(len(self.x) / BATCH))

    def on_epoch_end(self):
        if self.train:
            self.rng.shuffle(self.order)

    def __getitem__(self, index):
        rows = self.order[index * BATCH:(index + 1) * BATCH]
        x, p = self.x[rows].astype('float32'), self.points[rows].copy()
        if self.train:
            for i in np.flatnonzero(self.rng.uniform(size=len(rows)) < 0.3):
                x[i] = x[i, :, ::-1]
                p[i, :, 0] = SIZE - 1 - p[i, :, 0]
                p[i] = p[i, SWAP]
        return x, (p / SIZE).reshape(-1, 1, 1, POINTS * 2)


def make_dataset():
    return KeyPoints(*_dogs('train'), train=True)


def make_validation():
    return KeyPoints(*_dogs('validation'), train=False)


def make_model():
    inputs = keras.Input((SIZE, SIZE, 3))
    h = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    h = keras.layers.Conv2D(16, 3, strides=2, activation='relu')(h)
    h = keras.layers.Conv2D(24, 3, strides=2, activation='relu')(h)
    h = keras.layers.Conv2D(32, 5, activation='relu')(h)
    m = keras.Model(inputs, keras.layers.Conv2D(POINTS * 2, 1, activation='sigmoid')(h))
    m.compile(keras.optimizers.Adam(2e-3), 'mse')
    return m
