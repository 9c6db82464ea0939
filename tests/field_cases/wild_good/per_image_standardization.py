from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="per_image_standardization",
    title="tf.image.per_image_standardization in map",
    source="https://www.tensorflow.org/api_docs/python/tf/image/per_image_standardization",
    trap="each element is normalised by its own statistics, which is right for images",
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(10)
    base = rng.integers(0, 200, (150, 12, 12, 3))
    y = rng.integers(0, 2, 150)
    base[:, :6] += 40 * y[:, None, None, None]

    def prepare(image, label):
        return tf.image.per_image_standardization(image), label

    ds = tf.data.Dataset.from_tensor_slices((base.astype("uint8"), y))
    ds = ds.map(prepare, num_parallel_calls=tf.data.AUTOTUNE).cache()
    return ds.shuffle(150).batch(15).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
