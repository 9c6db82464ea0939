from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="endless_generator_with_steps",
    title=("An endless Python generator that permutes the rows in each pass, with steps_per_epoch"),
    source="https://keras.io/api/models/model_training_apis/ (generators and steps_per_epoch)",
    trap="while True; no cardinality; no tf.data",
    keras="any",
)

FIT = dict(steps_per_epoch=10)


def make_dataset():
    x = np.random.default_rng(18).normal(size=(320, 7)).astype("float32")
    y = (x[:, :2].sum(1, keepdims=True) / 2).astype("float32")

    def batches():
        rng = np.random.default_rng(19)
        while True:
            order = rng.permutation(320)
            for i in range(0, 320, 32):
                k = order[i : i + 32]
                yield x[k], y[k]

    return batches()


def make_model():
    model = keras.Sequential(
        [keras.Input((7,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
