from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="png_with_alpha",
    title="PNG files with an alpha channel are decoded without channels=3",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/io/decode_png (channels=0 keeps what "
        "the file has)"
    ),
    kind="error",
    cause="channel-count",
    groups=["elements", "training"],
    keras="any",
    explain=(
        "decode_png without channels yields 4 channels for these files, the model wants 3. "
        "Pass channels=3."
    ),
)


def make_dataset():
    rng = np.random.default_rng(20)
    pngs = [
        tf.io.encode_png(rng.integers(0, 256, (9, 9, 4)).astype("uint8")).numpy() for _ in range(64)
    ]
    y = rng.integers(0, 2, 64).astype("float32")

    def load(data, label):
        image = tf.image.convert_image_dtype(tf.io.decode_png(data), tf.float32)
        return tf.image.resize(image, (8, 8)), label

    ds = tf.data.Dataset.from_tensor_slices((pngs, y)).map(
        load, num_parallel_calls=tf.data.AUTOTUNE
    )
    return ds.cache().shuffle(64).batch(8).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
