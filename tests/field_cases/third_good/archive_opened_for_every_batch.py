CASE = {'id': 'archive_opened_for_every_batch',
 'title': 'The loader inflates the archive once and cuts the batches from memory.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: 2.6 s an epoch with the mistake, 1.0 s mended (25 batches with validation, '
             'the compiling in it; two shared cores)'}

import os
import tempfile

import keras
import numpy as np
from keras import layers

SIDE = 48
PATH = os.path.join(tempfile.mkdtemp(prefix="tiles_"), "train.npz")


def write_tiles():
    rng = np.random.default_rng(2)
    yy, xx = np.mgrid[:SIDE, :SIDE]
    labels = rng.integers(0, 3, 400)
    images = np.zeros((400, SIDE, SIDE, 3), "uint8")
    for i, label in enumerate(labels):
        stripes = np.sin(2 * np.pi * (yy, xx, yy + xx)[label] / rng.uniform(6, 12) + rng.uniform(0, 6))
        images[i] = np.clip(120 + 60 * stripes[..., None] + rng.normal(0, 20, (SIDE, SIDE, 3)), 0, 255)
    np.savez_compressed(PATH, images=images, labels=labels)


write_tiles()


class Tiles(keras.utils.PyDataset):
    def __init__(self, rows, batch_size=16, **kwargs):
        super().__init__(**kwargs)
        self.rows, self.batch_size = np.array(rows), batch_size
        self.rng = np.random.default_rng(1)
        with np.load(PATH) as archive:
            self.images, self.labels = archive["images"], archive["labels"]

    def __len__(self):
        return int(np.ceil(len(self.rows) / self.batch_size))

    def on_epoch_end(self):
        self.rng.shuffle(self.rows)

    def __getitem__(self, index):
        rows = self.rows[index * self.batch_size:(index + 1) * self.batch_size]
        images, labels = self.images[rows], self.labels[rows]
        return images.astype("float32") / 255.0, labels


def make_dataset():
    return Tiles(range(320))


def make_validation():
    return Tiles(range(320, 400))


def make_model():
    keras.utils.set_random_seed(32)
    model = keras.Sequential([
        keras.Input((SIDE, SIDE, 3)),
        layers.Conv2D(8, 5, strides=2, activation="relu"),
        layers.Conv2D(16, 5, strides=2, activation="relu"),
        layers.GlobalMaxPooling2D(),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    return model


FIT = dict(epochs=5)
