from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='twenty_thousand_sparse_rows',
    title='sparse counts made dense batch by batch',
    source='composed for the kit',
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    rng = np.random.default_rng(0)
    dense_rows = (rng.random((300, 400)) < 0.02).astype("float32")
    y = (dense_rows[:, :40].sum(1) > 0).astype("float32")
    sparse = tf.sparse.from_dense(dense_rows)
    ds = tf.data.Dataset.from_tensor_slices((sparse, y)).shuffle(300).batch(30)
    return ds.map(lambda a, b: (tf.sparse.to_dense(a), b)).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((400,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
