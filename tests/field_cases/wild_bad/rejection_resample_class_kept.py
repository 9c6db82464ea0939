from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="rejection_resample_class_kept",
    title="rejection_resample puts the class in front of each element and it is not dropped again",
    source="https://github.com/tensorflow/tensorflow/issues/39195",
    kind="error",
    groups=["elements"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(33)
    n = 400
    fraud = (rng.random(n) < 0.2).astype("int32")
    amount = np.exp(rng.normal(3.5, 0.8, n) + 0.9 * fraud)
    hour = rng.integers(0, 24, n)
    x = np.stack([np.log(amount) - 3.5, np.sin(hour / 24 * 6.28), np.cos(hour / 24 * 6.28)], axis=1)

    ds = tf.data.Dataset.from_tensor_slices((x.astype("float32"), fraud)).shuffle(n)
    ds = ds.rejection_resample(
        class_func=lambda features, label: label,
        target_dist=[0.5, 0.5],
        initial_dist=[0.8, 0.2],
        seed=6,
    )
    return ds.batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
