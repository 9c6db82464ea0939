from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="last_batch_filled_up_with_zeros",
    title="a Sequence fills arrays of batch_size rows, in the last batch 28 of 32 rows stay black pictures of class 0",
    source="https://stanford.edu/~shervine/blog/keras-how-to-generate-data-on-the-fly (X = np.empty((self.batch_size, ...)), with ceil in __len__)",
    kind="silent", cause="padded-last-batch", groups=['completeness'], keras="any",
    explain="__len__ rounds up, __data_generation still allocates batch_size rows, so 100 radiographs become 128 examples: 28 "
            "all-zero pictures with label 0 (healthy). Measured: 28 rows of zeros in the last of the 4 batches, "
            "each epoch. Allocate len(ids) rows.")


class DataGenerator(keras.utils.Sequence):
    def __init__(self, list_IDs, labels, batch_size=32, dim=(64, 64), n_channels=1, shuffle=True):
        super().__init__()
        self.list_IDs = list_IDs
        self.labels = labels
        self.batch_size = batch_size
        self.dim = dim
        self.n_channels = n_channels
        self.shuffle = shuffle
        self.on_epoch_end()

    def __len__(self):
        return int(np.ceil(len(self.list_IDs) / self.batch_size))

    def __getitem__(self, index):
        indexes = self.indexes[index * self.batch_size:(index + 1) * self.batch_size]
        return self.__data_generation([self.list_IDs[k] for k in indexes])

    def on_epoch_end(self):
        self.indexes = np.arange(len(self.list_IDs))
        if self.shuffle:
            np.random.shuffle(self.indexes)

    def __data_generation(self, ids):
        X = np.zeros((self.batch_size,) + self.dim + (self.n_channels,), dtype="float32")
        y = np.zeros((self.batch_size,), dtype="int32")
        for i, ID in enumerate(ids):
            X[i] = load_xray(ID)
            y[i] = self.labels[ID]
        return X, y


def load_xray(ID):
    rng = np.random.default_rng(int(ID.split("-")[1]))
    img = 0.45 + 0.2 * np.cos(np.linspace(-3, 3, 64))[None, :, None] + rng.normal(0, 0.05, (64, 64, 1))
    return np.clip(img, 0.05, 1)


def make_dataset():
    rng = np.random.default_rng(312)
    ids = ["id-%d" % k for k in range(100)]
    labels = {i: int(c) for i, c in zip(ids, rng.integers(0, 3, 100))}
    return DataGenerator(ids, labels)


def make_model():
    model = keras.Sequential()
    model.add(keras.Input((64, 64, 1)))
    model.add(keras.layers.Conv2D(8, 5, strides=3, activation="relu"))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(3, activation="softmax"))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
