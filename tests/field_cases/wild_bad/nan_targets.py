from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="nan_targets",
    title="Days without a measurement have NaN as the target",
    source="https://www.tensorflow.org/api_docs/python/tf/keras/callbacks/TerminateOnNaN",
    kind="silent",
    cause="non-finite-labels",
    groups=["labels", "values"],
    keras="any",
    explain=(
        "One NaN target makes the loss and then every weight NaN. Drop those rows or give "
        "them weight 0 with a finite target."
    ),
    evidence="9 of 365 targets are NaN; the loss is NaN in epoch 1",
)


def make_dataset():
    rng = np.random.default_rng(30)
    x = rng.normal(size=(365, 4)).astype("float32")
    y = (x[:, 0] - 0.5 * x[:, 2]).astype("float32")
    y[rng.choice(365, 9, replace=False)] = np.nan
    return (
        tf.data.Dataset.from_tensor_slices((x, y[:, None]))
        .shuffle(365)
        .batch(32)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
