from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="float_class_ids",
    title="Class ids read from a CSV as floats, whole numbers, with the sparse loss",
    source=(
        "https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class"
    ),
    trap="float labels for a sparse loss",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(71)
    lines = []
    for a, b in rng.normal(size=(300, 2)):
        lines.append(f"{a:.3f},{b:.3f},{int(a > 0) + 2 * int(b > 0)}")

    def parse(batch):
        a, b, kind = tf.io.decode_csv(batch, [0.0, 0.0, 0.0])
        return tf.stack([a, b], axis=1), kind

    ds = tf.data.Dataset.from_tensor_slices(lines).shuffle(300).batch(30)
    return ds.map(parse, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
