from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="batch_is_python_list",
    title="__getitem__ returns a Python list of images instead of one array",
    source=(
        "https://keras.io/api/utils/python_utils/#pydataset-class (np.array(...) around the "
        "list of images)"
    ),
    kind="error",
    cause="list-of-rows",
    groups=["elements", "wiring", "training"],
    keras="any",
    explain="Keras reads a list of 16 arrays as 16 inputs. Stack the list with np.stack.",
)


class Images(keras.utils.Sequence):
    def __init__(self, count, size):
        super().__init__()
        rng = np.random.default_rng(17)
        self.files = [rng.integers(0, 256, (8, 8, 3)).astype("uint8") for _ in range(count)]
        self.labels, self.size = rng.integers(0, 3, count), size

    def __len__(self):
        return int(np.ceil(len(self.files) / self.size))

    def __getitem__(self, i):
        part = slice(i * self.size, (i + 1) * self.size)
        return [f.astype("float32") / 255.0 for f in self.files[part]], self.labels[part]


def make_dataset():
    return Images(96, 16)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
