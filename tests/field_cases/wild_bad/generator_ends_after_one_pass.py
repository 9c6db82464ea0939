from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="generator_ends_after_one_pass",
    title="A generator yields one pass over the data, fit runs three epochs",
    source=(
        "keras-team/keras#11878, https://keras.io/api/models/model_training_apis/ (generators "
        "should repeat)"
    ),
    kind="silent",
    cause="generator-exhausted",
    groups=["completeness", "training"],
    keras="any",
    explain=(
        "Epochs 2 and 3 find the generator empty. Loop with while True and give "
        "steps_per_epoch, or use a Sequence."
    ),
    evidence="loss 2.17, then 0.0 in epoch 2",
)

FIT = dict(epochs=3, steps_per_epoch=10)


def make_dataset():
    def batches():
        rng = np.random.default_rng(76)
        x = rng.normal(size=(320, 6)).astype("float32")
        y = x[:, :2].sum(1, keepdims=True)
        order = rng.permutation(320)
        for i in range(0, 320, 32):
            k = order[i : i + 32]
            yield x[k], y[k]

    return batches()


def make_model():
    model = keras.Sequential(
        [keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
