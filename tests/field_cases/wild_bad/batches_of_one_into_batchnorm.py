from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="batches_of_one_into_batchnorm",
    title="the generator yields one row at a time to a model with BatchNormalization, which sees nothing but zeros",
    source="https://github.com/d2l-ai/d2l-en/issues/1722 (the same seen in https://github.com/microsoft/CNTK/issues/905)",
    kind="silent",
    cause="batch-of-one",
    groups=['training', 'elements'],
    keras="any",
    explain="With one row in the batch each unit is its own mean: after BatchNormalization every row is beta, whatever it held, and no "
    "gradient reaches the first layer. Yield real batches. Checked: model(row, training=True) is the same number for all "
    "150 rows, and the first Dense layer's weights are unchanged after fit "
    "(change 0.0, loss = variance of y); with batches of 15 they move by 0.2.",
)

ROWS = 150
FIT = dict(steps_per_epoch=ROWS)


def _rows():
    rng = np.random.default_rng(1722)
    x = rng.normal(0, 1, (ROWS, 6)).astype("float32")
    y = (x[:, 0] - 0.5 * x[:, 3] + rng.normal(0, 0.1, ROWS)).astype("float32")
    return x, y


def make_dataset():
    x, y = _rows()
    rng = np.random.default_rng(5)

    def forever():
        while True:
            for i in rng.permutation(ROWS):
                yield x[i : i + 1], y[i : i + 1].reshape(1, 1)

    return forever()


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(16, use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.Activation("relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
