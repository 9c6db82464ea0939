from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="sequence_autoencoder_reversed",
    title="Recurrent autoencoder of heart beats with the target in reversed order",
    source="composed",
    trap="the target is the input turned round in time",
    keras="any",
)

STEPS = 12


def make_dataset():
    rng = np.random.default_rng(33)
    n = 160
    phase = rng.uniform(0, 2 * np.pi, (n, 1))
    rate = rng.uniform(0.4, 0.9, (n, 1))
    beat = np.sin(phase + rate * np.arange(STEPS)) + 0.3 * np.sin(2 * (phase + rate * np.arange(STEPS)))
    beat = (beat + 0.05 * rng.normal(size=beat.shape)).astype("float32")[..., None]
    ds = tf.data.Dataset.from_tensor_slices(beat).shuffle(n).batch(20)
    ds = ds.map(lambda x: (x, tf.reverse(x, axis=[1])), num_parallel_calls=tf.data.AUTOTUNE)
    return ds.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((STEPS, 1)),
            keras.layers.SimpleRNN(12),
            keras.layers.RepeatVector(STEPS),
            keras.layers.SimpleRNN(12, return_sequences=True),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
