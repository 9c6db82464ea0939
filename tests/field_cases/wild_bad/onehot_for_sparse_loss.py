from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="onehot_for_sparse_loss",
    title="label_mode='categorical' labels with sparse_categorical_crossentropy",
    source=("https://keras.io/api/data_loading/image/ (label_mode and the loss that goes with it)"),
    kind="error",
    cause="label-encoding-mismatch",
    groups=["labels", "training"],
    keras="any",
    explain=(
        "One-hot rows (B, 5) where the loss wants class numbers (B,). Use "
        "categorical_crossentropy or label_mode='int'."
    ),
)


def make_dataset():
    rng = np.random.default_rng(24)
    x = rng.uniform(size=(200, 8, 8, 1)).astype("float32")
    ids = (x.mean((1, 2, 3)) * 1000).astype(int) % 5
    ds = tf.data.Dataset.from_tensor_slices((x, np.eye(5, dtype="float32")[ids]))
    return ds.shuffle(200).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(5, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
