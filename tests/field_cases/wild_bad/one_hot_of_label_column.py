from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="one_hot_of_label_column",
    title="labels come as a column (n, 1), tf.one_hot makes (batch, 1, 10) of them",
    source="https://github.com/Trusted-AI/adversarial-robustness-toolbox/issues/1961 (labels of CIFAR-10 as (n, 1); also https://github.com/udacity/sdc-issue-reports/issues/399)",
    kind="error",
    cause="label-rank",
    groups=['labels'],
    keras="any",
    explain="CIFAR-10's labels have shape (n, 1), MNIST's (n,). The map that was right for MNIST gives labels of rank 3, and "
    "categorical_crossentropy refuses them: shapes (None, 1, 10) and (None, 10) (Keras 2) or 'same rank' (Keras 3). "
    "Squeeze the labels first. Checked: fit raises on both; with y[:, 0] it trains.",
)


def _load():
    rng = np.random.default_rng(10)
    y = rng.integers(0, 10, (200, 1)).astype("uint8")
    tint = rng.integers(40, 215, (10, 1, 1, 3))
    x = np.clip(tint[y[:, 0]] + rng.normal(0, 30, (200, 32, 32, 3)), 0, 255).astype("uint8")
    return x, y


def _prepare(image, label):
    return tf.cast(image, tf.float32) / 255.0, tf.one_hot(label, 10)


def make_dataset():
    x, y = _load()
    ds = tf.data.Dataset.from_tensor_slices((x, y))
    return ds.shuffle(200).map(_prepare, num_parallel_calls=tf.data.AUTOTUNE).batch(25).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model
