from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="numpy_function_with_shape",
    title="np.load through numpy_function, shapes set, cached",
    source="https://www.tensorflow.org/guide/data#applying_arbitrary_python_logic",
    trap="Python code in map",
    keras="any",
)


def make_dataset():
    folder = tempfile.mkdtemp()
    rng = np.random.default_rng(47)
    for k in range(80):
        np.save(os.path.join(folder, f"{k:03d}.npy"), rng.normal(k % 2, 1, (16,)).astype("float32"))

    def load(path):
        row = tf.numpy_function(lambda p: np.load(p.decode()), [path], tf.float32)
        label = tf.strings.to_number(tf.strings.substr(path, -7, 3)) % 2
        return tf.ensure_shape(row, (16,)), label

    files = tf.data.Dataset.list_files(folder + "/*.npy", shuffle=False)
    ds = files.map(load, num_parallel_calls=tf.data.AUTOTUNE).cache()
    return ds.shuffle(80).batch(8).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((16,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
