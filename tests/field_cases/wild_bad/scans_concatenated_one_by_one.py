from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="scans_concatenated_one_by_one",
    title="one Dataset per patient, 90 of them joined by ds = ds.concatenate(...) in a loop",
    source="https://github.com/tensorflow/tensorflow/issues/59746",
    kind="slow", cause="chain-of-concatenate", groups=['efficiency'], keras="any",
    explain="Each concatenate wraps all the former ones: the plan is a chain of 90 and an element passes through up to 90 "
            "iterators; building it takes longer still. Measured: 1.1 to 1.8 s to build and 0.6 to 0.8 s a pass, in place of 0.04 "
            "to 0.09 s and 0.04 to 0.08 s with one from_tensor_slices of the same 738 slices.")


def patient_scan(k):
    rng = np.random.default_rng(3320 + k)
    ill = k % 3 == 0
    slices = rng.normal(0.4 + 0.2 * ill, 0.1, (int(rng.integers(6, 11)), 24, 24, 1)).astype("float32")
    return slices, np.full(len(slices), ill, "float32")


def make_dataset(n_patients=90):
    train_ds = None
    for patient in range(n_patients):
        slices, ill = patient_scan(patient)
        ds = tf.data.Dataset.from_tensor_slices((slices, ill))
        ds = ds.map(lambda s, y: (s - tf.reduce_mean(s) + 0.1 * tf.reduce_max(s), y))
        train_ds = ds if train_ds is None else train_ds.concatenate(ds)
    return train_ds.shuffle(3000).batch(64).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([
        keras.Input((24, 24, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy")
    return model
