from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="file_cache_per_split",
    title="Each split caches to its own file; shuffle and augmentation come after",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#cache",
    trap="cache files; a random op after the cache",
    keras="any",
)

_dir = tempfile.mkdtemp()


def _decoded(seed, rows, name):
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 256, (rows, 10, 10, 3)).astype("uint8")
    y = (x[:, :5].mean((1, 2, 3)) > x[:, 5:].mean((1, 2, 3))).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y))
    ds = ds.map(
        lambda i, t: (tf.image.convert_image_dtype(i, tf.float32), t),
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    return ds.cache(os.path.join(_dir, name))


def make_dataset():
    ds = _decoded(20, 160, "train").shuffle(160)
    ds = ds.map(
        lambda i, t: (tf.image.random_flip_left_right(i), t), num_parallel_calls=tf.data.AUTOTUNE
    )
    return ds.batch(16).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _decoded(21, 48, "validation").batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((10, 10, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
