from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="big_endian_records",
    title="Seismic traces of big-endian int16 in records of fixed length after a file header",
    source="composed",
    trap="raw bytes, a header to leave out, the label as the last number of each record",
    keras="any",
)

SAMPLES, HEADER, N = 48, 64, 240


def _write():
    rng = np.random.default_rng(45)
    path = os.path.join(tempfile.mkdtemp(), "traces.bin")
    kind = rng.integers(0, 3, N)
    t = np.arange(SAMPLES)
    trace = np.sin(t[None, :] * (0.15 + 0.25 * kind[:, None]) + rng.uniform(0, 6.28, (N, 1)))
    trace = trace * rng.uniform(4000, 24000, (N, 1)) + rng.normal(0, 800, (N, SAMPLES))
    table = np.concatenate([np.clip(trace, -32768, 32767), kind[:, None]], axis=1)
    with open(path, "wb") as f:
        f.write(b"TRACES01".ljust(HEADER, b" "))
        f.write(table.astype(">i2").tobytes())
    return path


def _decode(record):
    numbers = tf.io.decode_raw(record, tf.int16, little_endian=False)
    numbers = tf.ensure_shape(numbers, [SAMPLES + 1])
    trace = tf.cast(numbers[:SAMPLES], tf.float32) / 32768.0
    return trace[:, None], tf.cast(numbers[SAMPLES], tf.int32)


def make_dataset():
    ds = tf.data.FixedLengthRecordDataset(_write(), 2 * (SAMPLES + 1), header_bytes=HEADER)
    ds = ds.apply(tf.data.experimental.assert_cardinality(N)).cache().shuffle(N)
    return ds.map(_decode, num_parallel_calls=tf.data.AUTOTUNE).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((SAMPLES, 1)),
            keras.layers.Conv1D(8, 7, strides=2, activation="relu"),
            keras.layers.GlobalMaxPooling1D(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
