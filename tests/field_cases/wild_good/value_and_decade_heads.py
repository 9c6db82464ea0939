from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="value_and_decade_heads",
    title="Two heads from one target: the age itself and its decade, each with its own loss and weight",
    source="composed",
    trap="one label is a function of the other, the two heads differ in scale and loss",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(52)
    n = 320
    age = rng.uniform(10, 70, n)
    x = np.stack([age / 30 - 1.3, np.sqrt(age) - 6.2, rng.normal(0, 1, n), rng.normal(0, 1, n)], axis=1)
    x = (x + rng.normal(0, 0.15, x.shape)).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, age.astype("float32")))

    def targets(features, years):
        decade = tf.cast(years / 10.0, tf.int32) - 1
        return features, {"age": (years[None] - 40.0) / 17.0, "decade": decade}

    return ds.shuffle(n).map(targets, num_parallel_calls=tf.data.AUTOTUNE).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    inputs = keras.Input((4,))
    h = keras.layers.Dense(24, activation="relu")(inputs)
    outputs = {
        "age": keras.layers.Dense(1, name="age")(h),
        "decade": keras.layers.Dense(6, activation="softmax", name="decade")(h),
    }
    model = keras.Model(inputs, outputs)
    model.compile(
        "adam",
        loss={"age": "mae", "decade": "sparse_categorical_crossentropy"},
        loss_weights={"age": 1.0, "decade": 0.5},
    )
    return model
