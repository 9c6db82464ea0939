from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='vocals_from_fresh_mixes', keras='any',
    title='Vocal separation: every batch is mixed anew from chunks of random songs; the index of the batch plays no part',
    source='https://keras.io/examples/audio/vocal_track_separation/',
    trap='__getitem__ ignores its index and returns other data each time; the length is chosen, not counted; y is a summand of x; '
         'validation is drawn at random too, from songs of its own')

CHUNK, RATE, TRACKS = 512, 2000, ('drums', 'bass', 'other', 'vocals')


def _songs(part):
    rng = np.random.default_rng(351 if part == 'train' else 352)
    songs = []
    for _ in range(8 if part == 'train' else 3):
        t = np.arange(4000) / RATE
        beat = (np.sin(2 * np.pi * rng.uniform(2, 4) * t) > 0.9) * rng.normal(size=t.size)
        bass = np.sin(2 * np.pi * rng.uniform(40, 80) * t)
        other = sum(np.sin(2 * np.pi * f * t) for f in rng.uniform(150, 300, 2)) / 2
        voice = np.sin(2 * np.pi * rng.uniform(450, 700) * t + 3 * np.sin(2 * np.pi * 5 * t))
        songs.append({k: (0.25 * v).astype('float32') for k, v in zip(TRACKS, (beat, bass, other, voice))})
    return songs


class Mixes(keras.utils.Sequence):
    def __init__(self, songs, batches_per_epoch, augmentation, seed):
        super().__init__()
        self.songs, self.batches_per_epoch, self.augmentation = songs, batches_per_epoch, augmentation
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return self.batches_per_epoch

    def _chunk(self, track):
        wave = self.songs[self.rng.integers(len(self.songs))][track]
        start = int(self.rng.integers(len(wave) - CHUNK + 1))
        chunk = wave[start:start + CHUNK]
        if self.augmentation:
            chunk = chunk * np.float32(self.rng.uniform(0.5, 1.5))
            if self.rng.uniform() < 0.5:
                chunk = -chunk
        return chunk

    def __getitem__(self, index):
        tracks = np.stack([[self._chunk(t) for t in TRACKS] for _ in range(8)])
        return tracks.sum(axis=1).astype('float32'), tracks[:, TRACKS.index('vocals')].astype('float32')


def make_dataset():
    return Mixes(_songs('train'), 20, True, 353)


def make_validation():
    return Mixes(_songs('validation'), 4, False, 354)


def make_model():
    mix = keras.Input((CHUNK,))
    x = keras.layers.Reshape((CHUNK, 1))(mix)
    x = keras.layers.Conv1D(24, 32, strides=8, padding='same', activation='relu')(x)
    mask = keras.layers.Conv1D(24, 3, padding='same', activation='relu')(x)
    mask = keras.layers.Conv1D(24, 3, padding='same', activation='sigmoid')(mask)
    x = keras.layers.Conv1DTranspose(1, 32, strides=8, padding='same')(keras.layers.Multiply()([x, mask]))
    m = keras.Model(mix, keras.layers.Reshape((CHUNK,))(x))
    m.compile(keras.optimizers.Adam(2e-3), 'mae')
    return m
