from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="cache_after_repeat",
    title="repeat() comes before cache(): the cache has no end",
    source="tensorflow/tensorflow#27128 (dataset memory cache runs out of memory)",
    kind="slow",
    cause="endless-cache",
    groups=["efficiency", "completeness", "randomness"],
    keras="any",
    explain=(
        "An endless stream is cached: memory grows with every step, nothing is ever read "
        "back. cache() before shuffle and repeat."
    ),
    evidence=(
        "memory grows by 80 MB per 400 steps and goes on; every image is decoded again each time"
    ),
)

FIT = dict(steps_per_epoch=40)


def make_dataset():
    rng = np.random.default_rng(105)
    pngs = [
        tf.io.encode_png(rng.integers(0, 256, (40, 40, 3)).astype("uint8")).numpy()
        for _ in range(64)
    ]
    y = rng.integers(0, 2, 64).astype("float32")

    def load(data, label):
        image = tf.image.resize(tf.io.decode_png(data, channels=3), (32, 32)) / 255.0
        return image, label

    ds = tf.data.Dataset.from_tensor_slices((pngs, y)).shuffle(64).repeat()
    return (
        ds.map(load, num_parallel_calls=tf.data.AUTOTUNE)
        .cache()
        .batch(16)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
