from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="rare_positives_class_weight",
    title="4 % positives with a complete class_weight",
    source="https://www.tensorflow.org/tutorials/structured_data/imbalanced_data#class_weights",
    trap="many batches have a single class; strongly unequal weights",
    keras="any",
)

FIT = dict(class_weight={0: 0.52, 1: 12.5})


def make_dataset():
    rng = np.random.default_rng(4)
    x = rng.normal(size=(1000, 6)).astype("float32")
    y = (x[:, 0] + x[:, 1] > 2.5).astype("int64")
    return (
        tf.data.Dataset.from_tensor_slices((x, y))
        .shuffle(1000)
        .batch(50)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=[keras.metrics.AUC(name="auc")])
    return model
