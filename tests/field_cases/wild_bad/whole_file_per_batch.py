from __future__ import annotations

import os
import tempfile

import numpy as np
from tensorflow import keras

CASE = dict(
    id="whole_file_per_batch",
    title="__getitem__ loads the whole compressed archive for each batch",
    source=(
        "https://keras.io/api/utils/python_utils/#pydataset-class, "
        "https://numpy.org/doc/stable/reference/generated/numpy.load.html"
    ),
    kind="slow",
    cause="repeated-loading",
    groups=["efficiency"],
    keras="any",
    explain=(
        "np.load(...)['x'] decompresses all rows, 32 of which are used. Load once in __init__ "
        "or memory-map a .npy."
    ),
    evidence=(
        "0.96 s an epoch, 0.05 s with the arrays loaded once (TensorFlow 2.15; 1.7 and 0.14 "
        "on 2.21)"
    ),
)


class Archive(keras.utils.Sequence):
    def __init__(self, path, rows, size):
        super().__init__()
        self.path, self.size = path, size
        self.order = np.random.permutation(rows)

    def __len__(self):
        return int(np.ceil(len(self.order) / self.size))

    def __getitem__(self, i):
        k = np.sort(self.order[i * self.size : (i + 1) * self.size])
        with np.load(self.path) as data:
            return data["x"][k], data["y"][k]

    def on_epoch_end(self):
        np.random.shuffle(self.order)


def make_dataset():
    rng = np.random.default_rng(107)
    x = rng.normal(size=(640, 1000)).astype("float32")
    path = os.path.join(tempfile.mkdtemp(), "train.npz")
    np.savez_compressed(path, x=x, y=(x[:, :9].sum(1) > 0).astype("float32"))
    return Archive(path, 640, 32)


def make_model():
    model = keras.Sequential([keras.Input((1000,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
