from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="weights_nan_from_empty_group",
    title="Sample weights are NaN where a group has no spread",
    source=("https://keras.io/api/models/model_training_apis/ (sample_weight multiplies the loss)"),
    kind="silent",
    cause="sample-weight-values",
    groups=["labels", "values"],
    keras="any",
    explain=(
        "spread / spread of the last sensor is 0/0. One NaN weight makes the loss NaN. Guard "
        "the division."
    ),
    evidence="22 of 240 weights are NaN; the loss is NaN",
)


class Batches(keras.utils.Sequence):
    def __init__(self):
        super().__init__()
        rng = np.random.default_rng(46)
        self.x = rng.normal(size=(240, 5)).astype("float32")
        self.y = self.x[:, 1:2] - 2 * self.x[:, 2:3]
        sensor = rng.integers(0, 12, 240)
        spread = np.array([0.5, 1.0, 2.0] * 3 + [0.25, 4.0, 0.0])[sensor]
        with np.errstate(invalid="ignore"):
            self.w = (spread / spread * 2 / (1 + spread)).astype("float32")
        self.order = rng.permutation(240)

    def __len__(self):
        return 15

    def __getitem__(self, i):
        k = self.order[i * 16 : (i + 1) * 16]
        return self.x[k], self.y[k], self.w[k]

    def on_epoch_end(self):
        np.random.shuffle(self.order)


def make_dataset():
    return Batches()


def make_model():
    model = keras.Sequential(
        [keras.Input((5,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
