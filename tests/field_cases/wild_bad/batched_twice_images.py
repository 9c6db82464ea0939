from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="batched_twice_images",
    title="The helper already batches and the caller batches again",
    source="tensorflow/tensorflow#29213 (examples.batch(batchsize) by accident twice)",
    kind="error",
    cause="double-batch",
    groups=["elements", "training"],
    keras="any",
    explain="Elements are (8, 16, 10, 10, 1); the convolution wants rank 4. Batch once.",
)


def load(batch_size):
    rng = np.random.default_rng(13)
    x = rng.uniform(size=(256, 10, 10, 1)).astype("float32")
    y = rng.integers(0, 4, 256)
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(256).batch(batch_size)


def make_dataset():
    return load(16).batch(8).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((10, 10, 1)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.GlobalMaxPooling2D(),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
