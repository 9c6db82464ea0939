from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="padded_series_cast_to_int",
    title="pad_sequences keeps its default dtype int32 and turns min-max scaled readings into zeros",
    source="https://qiita.com/shinochin/items/59310516324c6cbf943c",
    kind="silent",
    groups=["values", "elements"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(8)
    pulses, labels = [], []
    for _ in range(200):
        length = int(rng.integers(12, 31))
        stressed = int(rng.random() < 0.5)
        beats = 68 + 22 * stressed + rng.normal(0, 9, length).cumsum() * 0.4
        pulses.append(beats)
        labels.append(stressed)
    low = min(p.min() for p in pulses)
    high = max(p.max() for p in pulses)
    scaled = [(p - low) / (high - low) for p in pulses]
    x = keras.utils.pad_sequences(scaled, maxlen=30, padding="post")[..., None]
    y = np.array(labels, dtype="float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y))
    return ds.shuffle(200, seed=1).batch(25).prefetch(1)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((30, 1)),
            keras.layers.LSTM(8),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
