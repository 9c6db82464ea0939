from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(id='load_curve_read_from_a_memmap',
            title='A Sequence that cuts overlapping windows out of a memory-mapped array when they are asked for',
            source='https://mmnpz.readthedocs.io/en/stable/background.html',
            keras='any',
            trap='__getitem__ touches a file, windows share most of their rows, and no whole array is ever in memory; validation lies after training in time')

PAST, AHEAD = 48, 6


class Windows(keras.utils.Sequence):
    def __init__(self, path, first, last, mean, std, batch_size, shuffle, seed=0):
        super().__init__()
        self.data = np.load(path, mmap_mode='r')
        self.starts = np.arange(first, last - PAST - AHEAD + 1)
        self.mean, self.std, self.batch_size, self.shuffle = mean, std, batch_size, shuffle
        self.rng = np.random.default_rng(seed)
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.starts) // self.batch_size)

    def __getitem__(self, i):
        starts = self.starts[i * self.batch_size:(i + 1) * self.batch_size]
        cut = np.stack([self.data[s:s + PAST + AHEAD] for s in starts])
        cut = ((cut - self.mean) / self.std).astype('float32')
        return cut[:, :PAST], cut[:, PAST:, 0]

    def on_epoch_end(self):
        if self.shuffle:
            self.starts = self.rng.permutation(self.starts)


SAVED = []


def _file():
    if not SAVED:
        rng = np.random.default_rng(4)
        t = np.arange(900)
        load = 300 + 60 * np.sin(2 * np.pi * t / 24) + 20 * np.sin(2 * np.pi * t / 168) + rng.normal(0, 8, 900)
        air = 12 + 6 * np.sin(2 * np.pi * (t - 4) / 24) + rng.normal(0, 1, 900)
        path = os.path.join(tempfile.mkdtemp(), 'load.npy')
        np.save(path, np.stack([load, air], 1).astype('float32'))
        head = np.load(path, mmap_mode='r')[:700]
        SAVED.append((path, head.mean(0), head.std(0)))
    return SAVED[0]


def make_dataset():
    path, mean, std = _file()
    return Windows(path, 0, 700, mean, std, 32, True)


def make_validation():
    path, mean, std = _file()
    return Windows(path, 700, 900, mean, std, 32, False)


def make_model():
    model = keras.Sequential([keras.Input((PAST, 2)), keras.layers.Conv1D(12, 5, strides=2, activation='relu'),
                              keras.layers.Flatten(), keras.layers.Dense(AHEAD)])
    model.compile('adam', 'mse')
    return model
