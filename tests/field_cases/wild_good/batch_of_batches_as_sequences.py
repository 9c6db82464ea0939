from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="batch_of_batches_as_sequences",
    title="batch(20) makes sequences, the second batch makes batches of them",
    source="https://www.tensorflow.org/guide/data#using_batch (consecutive slices of a series)",
    trap="batch is called twice on purpose",
    keras="any",
)


def make_dataset():
    t = np.arange(4200, dtype="float32")
    series = np.stack([np.sin(t / 15), np.cos(t / 15)], axis=1) + 0.05 * np.random.default_rng(
        64
    ).normal(size=(4200, 2))
    ds = tf.data.Dataset.from_tensor_slices(series.astype("float32")).batch(21, drop_remainder=True)
    ds = ds.map(lambda w: (w[:-1], w[1:]), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.cache().shuffle(200).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((20, 2)),
            keras.layers.Conv1D(8, 4, padding="causal", activation="tanh"),
            keras.layers.Dense(2),
        ]
    )
    model.compile("adam", "mse")
    return model
