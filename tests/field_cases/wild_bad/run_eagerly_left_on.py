from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="run_eagerly_left_on",
    title="compile(run_eagerly=True) is left in from debugging",
    source=(
        "https://keras.io/api/models/model_training_apis/ (run_eagerly), "
        "https://www.tensorflow.org/guide/function#debugging"
    ),
    kind="slow",
    cause="debug-mode",
    groups=["efficiency", "training"],
    keras="any",
    explain="Every op of every step runs from Python. Remove it.",
    evidence="1.04 s an epoch, 0.1 s without (TensorFlow 2.15; 4.9 and 0.04 on 2.21)",
)


def make_dataset():
    rng = np.random.default_rng(108)
    x = rng.normal(size=(320, 16)).astype("float32")
    y = (x[:, 0] * x[:, 1] > 0).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    layers = [keras.layers.Dense(16, activation="relu") for _ in range(4)]
    model = keras.Sequential(
        [keras.Input((16,)), *layers, keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy", run_eagerly=True)
    return model
