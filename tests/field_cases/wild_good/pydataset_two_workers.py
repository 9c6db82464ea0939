from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="pydataset_two_workers",
    title="PyDataset(workers=2) whose __getitem__ decodes and augments",
    source="https://keras.io/api/utils/python_utils/#pydataset-class (workers)",
    trap="threads; random flips per item from a generator with its own lock-free seed",
    keras="3",
)


class Images(keras.utils.PyDataset):
    def __init__(self, x, y, size, **kwargs):
        super().__init__(**kwargs)
        self.x, self.y, self.size, self.epoch = x, y, size, 0
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.x) // self.size)

    def __getitem__(self, i):
        rng = np.random.default_rng((self.epoch, i))
        k = self.order[i * self.size : (i + 1) * self.size]
        images = self.x[k].astype("float32") / 255.0
        flip = rng.uniform(size=len(k)) < 0.5
        images[flip] = images[flip, :, ::-1]
        return images, self.y[k]

    def on_epoch_end(self):
        self.epoch += 1
        self.order = np.random.default_rng(self.epoch).permutation(len(self.x))


def make_dataset():
    rng = np.random.default_rng(17)
    x = rng.integers(0, 256, (160, 10, 10, 3)).astype("uint8")
    y = (x[:, :5].mean((1, 2, 3)) > x[:, 5:].mean((1, 2, 3))).astype("float32")
    return Images(x, y, 16, workers=2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((10, 10, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
