from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="npz_unpacked_for_each_batch",
    title="the open archive of np.load is indexed in __getitem__, and each time the whole array is read and unpacked",
    source="https://github.com/numpy/numpy/pull/32723 (an NpzFile reads lazily, at each access; loaders of this kind in https://github.com/keras-team/keras/issues/11731)",
    kind="slow",
    cause="whole-file-per-batch",
    groups=['efficiency'],
    keras="any",
    explain="self.archive['spectra'] is no array in memory: the zip member is read and inflated anew at each access, 320 spectrograms to take 8 "
    "of them. Keep archive['spectra'] once, in __init__. Measured: the 40 batches of an epoch take 0.5 to 0.6 s, "
    "0.001 s with the arrays kept; three epochs of fit 3.3 s against 0.5 s.",
)


def _write():
    rng = np.random.default_rng(32723)
    n = 320
    speaker = rng.integers(0, 5, n)
    spectra = rng.normal(0, 1, (n, 64, 40)).astype("float32")
    for i in range(n):
        spectra[i, :, 8 * speaker[i] : 8 * speaker[i] + 8] += 1.0
    path = os.path.join(tempfile.mkdtemp(), "train.npz")
    np.savez_compressed(path, spectra=spectra, speaker=speaker)
    return path


class Spectra(keras.utils.Sequence):
    def __init__(self, path, batch_size=8):
        super().__init__()
        self.archive = np.load(path)
        self.rng = np.random.default_rng(3)
        self.order = self.rng.permutation(len(self.archive["speaker"]))
        self.batch_size = batch_size

    def __len__(self):
        return int(np.ceil(len(self.order) / self.batch_size))

    def __getitem__(self, index):
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        return self.archive["spectra"][rows], self.archive["speaker"][rows]

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


def make_dataset():
    return Spectra(_write())


def make_model():
    model = keras.Sequential(
        [
            keras.Input((64, 40)),
            keras.layers.Conv1D(8, 5, strides=2, activation="relu"),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(5, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
