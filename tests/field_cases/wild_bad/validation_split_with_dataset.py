from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="validation_split_with_dataset",
    title="fit(dataset, validation_split=0.2)",
    source=(
        "https://keras.io/api/models/model_training_apis/ (validation_split is not supported "
        "for datasets and generators)"
    ),
    kind="error",
    cause="fit-arg-unsupported",
    groups=["training"],
    keras="any",
    explain=(
        "validation_split works on arrays only. Split the dataset with take/skip before shuffling."
    ),
)

FIT = dict(validation_split=0.2)


def make_dataset():
    rng = np.random.default_rng(101)
    x = rng.normal(size=(320, 5)).astype("float32")
    y = (x[:, 0] + x[:, 4] > 0).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((5,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
