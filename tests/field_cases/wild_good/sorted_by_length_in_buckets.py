from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='sorted_by_length_in_buckets',
    title='sentences in batches of like length, the batches shuffled',
    source='composed for the kit',
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)
    lengths = np.sort(rng.integers(4, 30, 256))
    batches = []
    for i in range(0, 256, 16):
        ids = np.zeros((16, lengths[i : i + 16].max()), "int32")
        for row, n in zip(ids, lengths[i : i + 16]):
            row[:n] = rng.integers(1, 60, n)
        batches.append((ids, (ids.max(1) > 55).astype("float32")))

    def read():
        for i in rng.permutation(len(batches)):
            yield batches[i]

    ds = tf.data.Dataset.from_generator(read, output_signature=(tf.TensorSpec((16, None), tf.int32), tf.TensorSpec((16,), tf.float32)))
    return ds.apply(tf.data.experimental.assert_cardinality(16)).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((None,), dtype="int32"), keras.layers.Embedding(60, 8, mask_zero=True), keras.layers.GlobalAveragePooling1D(), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
