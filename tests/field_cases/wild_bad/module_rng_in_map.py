from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="module_rng_in_map",
    title="A numpy Generator of the module scales the signal inside map",
    source="https://www.tensorflow.org/guide/function#executing_python_side_effects",
    kind="silent",
    cause="frozen-randomness",
    groups=["randomness"],
    keras="any",
    explain=(
        "_rng.uniform() runs once, while map is traced; every signal gets the same gain. Use "
        "tf.random.uniform."
    ),
    evidence="180 signals, 180 variants over four epochs, all with the same gain",
)

_rng = np.random.default_rng(89)


def jitter(signal, label):
    gain = _rng.uniform(0.5, 1.5)
    start = int(_rng.integers(0, 9))
    return signal[start : start + 56] * gain, label


def make_dataset():
    t = np.linspace(0, 6, 64)
    rate = _rng.integers(1, 4, 180)
    x = np.sin(t * rate[:, None] + _rng.uniform(0, 6, (180, 1))).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, rate - 1)).cache().shuffle(180)
    return ds.map(jitter, num_parallel_calls=tf.data.AUTOTUNE).batch(18).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((56,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
