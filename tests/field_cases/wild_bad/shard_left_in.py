from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="shard_left_in",
    title="shard(8, 0) from a multi-worker script is left in a single-process run",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shard",
    kind="silent",
    cause="samples-dropped",
    groups=["completeness", "portability"],
    keras="any",
    explain=(
        "Only every eighth row is ever read. Remove shard, or take the numbers from the cluster."
    ),
    evidence="100 of 800 rows are yielded",
)


def make_dataset():
    rng = np.random.default_rng(83)
    x = rng.normal(size=(800, 6)).astype("float32")
    y = (x[:, 0] * 2 > x[:, 1]).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y)).shard(num_shards=8, index=0)
    return ds.shuffle(800).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
