from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="channels_first_images",
    title="Channels-first images go into a channels-last network",
    source="https://keras.io/api/layers/convolution_layers/convolution2d/ (data_format)",
    kind="silent",
    cause="axis-order",
    groups=["elements", "values", "wiring"],
    keras="any",
    explain=(
        "Arrays made for PyTorch are (N, 3, H, W). An unbuilt model takes 3 for the height "
        "and 24 for the channels and trains. Transpose to (N, H, W, 3)."
    ),
    evidence=("batches are (16, 3, 24, 24); the built kernel is (3, 3, 24, 8): 24 input channels"),
)


def make_dataset():
    rng = np.random.default_rng(12)
    x = rng.integers(0, 256, (144, 3, 24, 24)).astype("uint8")
    y = (x.mean((1, 2, 3)) > 127).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(144)
    ds = ds.map(
        lambda i, t: (tf.cast(i, tf.float32) / 255.0, t), num_parallel_calls=tf.data.AUTOTUNE
    )
    return ds.batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.layers.Conv2D(8, 3, padding="same", activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
