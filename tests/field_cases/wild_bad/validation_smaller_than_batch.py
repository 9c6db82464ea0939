from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="validation_smaller_than_batch",
    title="drop_remainder on a validation set smaller than one batch",
    source="tensorflow/tensorflow#39465 (validation steps come out as zero)",
    kind="silent",
    kind_keras2="error",
    cause="empty-validation",
    groups=["completeness", "training"],
    keras="any",
    explain=(
        "40 rows in batches of 64 with drop_remainder give no batch at all. Drop "
        "drop_remainder for validation."
    ),
    evidence=("validation yields no batch; Keras 3.15 trains without val_loss, Keras 2.15 raises"),
)


def _pipe(seed, rows, batch):
    x = np.random.default_rng(seed).normal(size=(rows, 5)).astype("float32")
    y = (x[:, 0] * x[:, 1] > 0).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(rows)
    return ds.batch(batch, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipe(74, 640, 64)


def make_validation():
    return _pipe(75, 40, 64)


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
