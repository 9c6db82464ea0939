from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="weights_all_zero",
    title="An integer division turns all sample weights into zero",
    source=(
        "https://keras.io/guides/training_with_built_in_methods/#using-sample-weighting-and-class-weighting"
    ),
    kind="silent",
    cause="sample-weight-values",
    groups=["labels", "values", "training"],
    keras="any",
    explain="1 // count is 0: the loss is 0 and no weight moves. Divide with /.",
    evidence="all weights are 0; the loss is 0.0 in every epoch",
)


def make_dataset():
    rng = np.random.default_rng(45)
    x = rng.normal(size=(300, 6)).astype("float32")
    y = np.digitize(x[:, 0] + x[:, 1], [-0.8, 0.8])
    counts = np.bincount(y)
    weight = 1 // counts

    def add_weight(a, b):
        return a, b, tf.gather(tf.constant(weight), b)

    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(300).batch(30)
    return ds.map(add_weight, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
