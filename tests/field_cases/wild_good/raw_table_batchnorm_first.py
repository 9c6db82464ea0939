from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="raw_table_batchnorm_first",
    title="Raw columns of different ranges; BatchNormalization is the first layer",
    source="https://keras.io/api/layers/normalization_layers/batch_normalization/",
    trap="unscaled features 0..100,000",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(8)
    x = np.column_stack(
        [rng.lognormal(10, 0.5, 480), rng.uniform(18, 80, 480), rng.normal(0, 1, 480)]
    )
    y = (np.log(x[:, 0]) + x[:, 1] / 30 + x[:, 2] > 11.6).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x.astype("float32"), y))
    return ds.shuffle(480).batch(48).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
