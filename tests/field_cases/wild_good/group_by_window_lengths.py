from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="group_by_window_lengths",
    title="group_by_window collects sequences of similar length",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#group_by_window",
    trap="batches are sorted by a property of the data on purpose; unequal batch sizes",
    keras="any",
)


def make_dataset():
    def rows():
        rng = np.random.default_rng(26)
        for _ in range(180):
            steps = rng.normal(size=(int(rng.integers(4, 16)), 3)).astype("float32")
            yield steps, steps.mean(keepdims=True)[0]

    sig = (tf.TensorSpec((None, 3), tf.float32), tf.TensorSpec((1,), tf.float32))
    ds = tf.data.Dataset.from_generator(rows, output_signature=sig).cache().shuffle(180)
    return ds.group_by_window(
        key_func=lambda steps, target: tf.cast(tf.shape(steps)[0] // 4, tf.int64),
        reduce_func=lambda key, group: group.padded_batch(
            12, padded_shapes=((None, 3), (1,)), padding_values=(-9.0, 0.0)
        ),
        window_size=12,
    ).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((None, 3)),
            keras.layers.Masking(-9.0),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse", jit_compile=False)
    return model
