from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="bucket_boundaries_too_low",
    title="pad_to_bucket_boundary is set and some sentences are longer than the last boundary",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#bucket_by_sequence_length",
    kind="error",
    groups=["elements"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(32)
    texts = [rng.integers(1, 80, int(length)) for length in rng.integers(3, 32, 240)]
    labels = np.array([int((t < 20).sum() > 0.25 * len(t)) for t in texts])

    ragged = tf.ragged.constant([[int(v) for v in t] for t in texts])
    ds = tf.data.Dataset.from_tensor_slices((ragged, labels)).shuffle(240)
    ds = ds.map(lambda words, y: (tf.ensure_shape(words, [None]), y))
    return ds.bucket_by_sequence_length(
        element_length_func=lambda words, y: tf.shape(words)[0],
        bucket_boundaries=[9, 17, 25],
        bucket_batch_sizes=[24, 24, 16, 8],
        pad_to_bucket_boundary=True,
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(80, 8, mask_zero=True),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
