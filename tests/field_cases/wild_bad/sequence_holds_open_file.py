from __future__ import annotations

import os
import tempfile

import numpy as np
from tensorflow import keras

CASE = dict(
    id="sequence_holds_open_file",
    title="A Sequence meant for worker processes holds an open file and a lambda",
    source=(
        "keras-team/keras#12885, keras-team/keras#9434 (cannot pickle ... with use_multiprocessing)"
    ),
    kind="silent",
    cause="not-picklable",
    groups=["portability", "training"],
    keras="any",
    explain=(
        "It works in one process; under the spawn start method (macOS, Windows) it cannot be "
        "sent to the workers. Open the file in __getitem__."
    ),
    evidence="pickle.dumps of the Sequence fails (open file, lambda)",
)


class Records(keras.utils.Sequence):
    def __init__(self, path, count, size):
        super().__init__()
        self.file = open(path, "rb")
        self.scale = lambda v: v / 3.0
        self.count, self.size = count, size
        self.order = np.random.permutation(count)

    def __len__(self):
        return int(np.ceil(self.count / self.size))

    def __getitem__(self, i):
        rows = []
        for k in self.order[i * self.size : (i + 1) * self.size]:
            rows.append(np.frombuffer(os.pread(self.file.fileno(), 24, int(k) * 24), "float32"))
        rows = np.stack(rows)
        return self.scale(rows[:, :5]), rows[:, 5:]

    def on_epoch_end(self):
        np.random.shuffle(self.order)


def make_dataset():
    table = np.random.default_rng(104).normal(size=(200, 6)).astype("float32")
    table[:, 5] = table[:, :3].sum(1)
    path = os.path.join(tempfile.mkdtemp(), "rows.bin")
    table.tofile(path)
    return Records(path, 200, 20)


def make_model():
    model = keras.Sequential(
        [keras.Input((5,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
