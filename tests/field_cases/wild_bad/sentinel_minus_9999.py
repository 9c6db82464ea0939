from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="sentinel_minus_9999",
    title="Missing sensor readings are coded -9999 and go in as numbers",
    source=(
        "https://www.tensorflow.org/tutorials/structured_data/time_series (wind velocity "
        "-9999 is erroneous)"
    ),
    kind="silent",
    cause="sentinel-values",
    groups=["values"],
    keras="any",
    explain=(
        "A few -9999 among values near 0 dominate mean, gradient and loss. Replace them "
        "before training."
    ),
    evidence="minimum -9999 where the other values lie in -4..4; loss above 100,000",
)


def make_dataset():
    rng = np.random.default_rng(51)
    table = rng.normal(size=(360, 4))
    target = table[:, 0] + table[:, 1]
    table[rng.choice(360, 10, replace=False), 1] = -9999.0
    path = os.path.join(tempfile.mkdtemp(), "weather.csv")
    np.savetxt(
        path,
        np.column_stack([table, target]),
        fmt="%.3f",
        delimiter=",",
        header="p,t,rh,wv,y",
        comments="",
    )
    ds = tf.data.experimental.CsvDataset(path, [0.0] * 5, header=True)
    ds = ds.map(
        lambda p, t, rh, wv, y: (tf.stack([p, t, rh, wv]), y[None]),
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    return ds.cache().shuffle(360).batch(36).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
