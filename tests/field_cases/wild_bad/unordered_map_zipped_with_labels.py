from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='unordered_map_zipped_with_labels',
    title='features come from an unordered parallel map and are zipped with labels in file order',
    source='composed for the kit',
    kind='silent',
    groups=['completeness', 'randomness', 'wiring', 'labels'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


import time


def make_dataset():
    x, y = _data()
    waits = np.random.default_rng(0).uniform(0, 0.01, 200)

    def slow(i):
        def work(i):
            time.sleep(waits[i])
            return x[i]

        out = tf.numpy_function(work, [i], tf.float32)
        out.set_shape((6,))
        return out

    features = tf.data.Dataset.range(200).map(slow, num_parallel_calls=8, deterministic=False)
    labels = tf.data.Dataset.from_tensor_slices(y)
    return tf.data.Dataset.zip((features, labels)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
