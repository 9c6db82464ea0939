from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="lambda_divides_by_255",
    title="Images 0..255; the first layer is Lambda(x / 255)",
    source="https://keras.io/api/layers/core_layers/lambda/",
    trap="unscaled pixels in the pipeline; the scaling is Python code in the model",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(7)
    pngs, y = [], rng.integers(0, 3, 120)
    for k in y:
        pixels = rng.integers(40 * k, 140 + 40 * k, (10, 10, 1)).astype("uint8")
        pngs.append(tf.io.encode_png(pixels).numpy())

    def load(data, label):
        image = tf.cast(tf.io.decode_png(data, channels=1), tf.float32)
        return tf.ensure_shape(image, (10, 10, 1)), label

    ds = tf.data.Dataset.from_tensor_slices((pngs, y)).map(
        load, num_parallel_calls=tf.data.AUTOTUNE
    )
    return ds.cache().shuffle(120).batch(12).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((10, 10, 1)),
            keras.layers.Lambda(lambda pixels: pixels / 255.0),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
