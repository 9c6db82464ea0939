from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="three_targets_one_unit",
    title="Three target columns against a single output unit",
    source=(
        "keras-team/keras#14627, tensorflow/tensorflow#37770 (labels broadcast against predictions)"
    ),
    kind="silent",
    cause="label-broadcast",
    groups=["labels"],
    keras="any",
    explain=(
        "(B, 3) minus (B, 1) broadcasts: the one unit learns the mean of open, high and low. "
        "Use Dense(3)."
    ),
    evidence="labels (32, 3), output (32, 1): fit raises nothing",
)


def make_dataset():
    def rows():
        rng = np.random.default_rng(25)
        for _ in range(320):
            x = rng.normal(size=8).astype("float32")
            yield x, np.array([x[:2].sum(), x[2:5].sum(), x[5:].sum()], "float32")

    sig = (tf.TensorSpec((8,), tf.float32), tf.TensorSpec((3,), tf.float32))
    ds = tf.data.Dataset.from_generator(rows, output_signature=sig)
    return ds.shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((8,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
