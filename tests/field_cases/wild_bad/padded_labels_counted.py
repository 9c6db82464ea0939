from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='padded_labels_counted',
    title='padded tag sequences with 0, which is also a class, no mask',
    source='composed for the kit',
    kind='silent',
    groups=['labels', 'values'],
    keras='any',
)


def make_dataset():
    rng = np.random.default_rng(0)

    def rows():
        for _ in range(160):
            n = int(rng.integers(3, 20))
            ids = rng.integers(1, 50, n)
            yield ids, ids % 3

    ds = tf.data.Dataset.from_generator(rows, output_signature=(tf.TensorSpec((None,), tf.int32), tf.TensorSpec((None,), tf.int32)))
    ds = ds.apply(tf.data.experimental.assert_cardinality(160)).cache()
    return ds.shuffle(160).padded_batch(16, ((None,), (None,))).prefetch(2)


def make_model():
    inputs = keras.Input((None,), dtype="int32")
    hidden = keras.layers.Embedding(50, 8)(inputs)
    model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(hidden))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
