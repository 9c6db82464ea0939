from __future__ import annotations

import numpy as np
from tensorflow import keras

CASE = dict(
    id="generator_of_single_rows",
    title="A generator yields single rows, fit(batch_size=32) is expected to batch them",
    source="keras-team/keras#4641 (fit_generator with single entries)",
    kind="error",
    cause="missing-batch",
    groups=["elements", "training"],
    keras="any",
    explain=(
        "A Python generator must yield whole batches: (7,) is not (B, 7). Collect rows into "
        "batches or wrap it in Dataset.from_generator(...).batch(32)."
    ),
)

FIT = dict(steps_per_epoch=40)


def make_dataset():
    def rows():
        rng = np.random.default_rng(16)
        while True:
            x = rng.normal(size=7).astype("float32")
            yield x, np.array([x[:3].sum() > 0], "float32")

    return rows()


def make_model():
    model = keras.Sequential(
        [
            keras.Input((7,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
