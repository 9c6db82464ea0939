from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="all_steps_against_one_target",
    title=("The network answers every step, and one target per window broadcasts over all of them"),
    source=(
        "https://www.tensorflow.org/tutorials/structured_data/time_series (return_sequences "
        "and label shapes)"
    ),
    kind="silent",
    cause="label-broadcast",
    groups=["labels"],
    keras="any",
    explain=(
        "The output is (B, 24, 1), the target (B, 1, 1): every step is pulled to the value "
        "after the window. Take the last step and targets (B, 1)."
    ),
    evidence="target (32, 1, 1) against output (32, 24, 1): fit raises nothing",
)


def make_dataset():
    t = np.arange(700, dtype="float32")
    series = np.sin(t / 9) + 0.1 * np.random.default_rng(40).normal(size=700)
    windows = np.lib.stride_tricks.sliding_window_view(series.astype("float32"), 25)[:, :, None]
    ds = tf.data.Dataset.from_tensor_slices((windows[:, :-1], windows[:, -1:]))
    return ds.shuffle(700).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((24, 1)),
            keras.layers.Conv1D(8, 5, padding="causal", activation="tanh"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
