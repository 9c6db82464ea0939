from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="prefetch_thousands_of_batches",
    title="prefetch(10000) was meant in examples, but counts batches",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/data/Dataset#prefetch (buffer_size "
        "counts elements, here batches)"
    ),
    kind="slow",
    cause="oversized-buffer",
    groups=["efficiency"],
    keras="any",
    explain=(
        "The buffer may hold 10,000 batches of decoded images: the whole data set sits in "
        "memory and the first epoch races ahead. Use AUTOTUNE."
    ),
    evidence=(
        "1.5 s after the first batch all 44 MB of decoded batches are in memory, 100 batches "
        "for 10 steps"
    ),
)

FIT = dict(steps_per_epoch=10)


def make_dataset():
    rng = np.random.default_rng(110)
    x = rng.integers(0, 256, (160, 16, 16, 3)).astype("uint8")
    y = (x.mean((1, 2, 3)) > 127.5).astype("float32")

    def load(image, label):
        return tf.image.resize(image, (48, 48)) / 255.0, label

    ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(160).repeat(10)
    return ds.map(load, num_parallel_calls=tf.data.AUTOTUNE).batch(16).prefetch(10_000)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((48, 48, 3)),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
