from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="big_table_captured_in_map",
    title="A large NumPy table is captured by the map function",
    source=(
        "https://www.tensorflow.org/guide/data#consuming_numpy_arrays (arrays are embedded as "
        "tf.constant; 2 GB limit of the graph)"
    ),
    kind="slow",
    cause="large-constant",
    groups=["efficiency", "portability"],
    keras="any",
    explain=(
        "The 8 MB table (really: gigabytes) becomes a constant inside the function, copied "
        "into the graph (2 GB limit, slow to save). Keep it in a tf.Variable/Tensor outside "
        "or read it with a generator."
    ),
    evidence="the serialised graph of the pipeline has 8.0 MB",
)


def make_dataset():
    rng = np.random.default_rng(109)
    table = rng.normal(size=(25_000, 80)).astype("float32")
    rows = rng.integers(0, 25_000, 640)
    y = (table[rows, :4].sum(1) > 0).astype("float32")

    def look_up(k, label):
        return tf.gather(table, k), label

    ds = tf.data.Dataset.from_tensor_slices((rows, y)).shuffle(640).batch(64)
    return ds.map(look_up, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((80,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
