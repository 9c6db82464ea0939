from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="rejection_resampled",
    title="rejection_resample balances 10 % positives",
    source="https://www.tensorflow.org/guide/data#rejection_resampling",
    trap="drops most negatives, unknown length, a map that removes the extra label",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(48)
    y = (rng.uniform(size=1200) < 0.1).astype("int64")
    x = (rng.normal(size=(1200, 5)) + y[:, None]).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1200)
    ds = ds.rejection_resample(
        lambda a, label: label, target_dist=[0.5, 0.5], initial_dist=[0.9, 0.1], seed=3
    )
    return ds.map(lambda extra, pair: pair).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((5,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
