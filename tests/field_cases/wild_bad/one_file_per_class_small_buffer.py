from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="one_file_per_class_small_buffer",
    title="One TFRecord file per class, read one after the other with shuffle(32)",
    source=(
        "https://www.tensorflow.org/guide/data_performance (interleave), "
        "tensorflow/tensorflow#36626"
    ),
    kind="silent",
    cause="shuffle-buffer-too-small",
    groups=["randomness"],
    keras="any",
    explain=(
        "The buffer holds a tenth of one class, so batches have one class. Interleave the "
        "files and enlarge the buffer."
    ),
    evidence="28 of 40 batches hold a single class",
)


def make_dataset():
    folder = tempfile.mkdtemp()
    rng = np.random.default_rng(92)
    paths = [os.path.join(folder, f"class-{k}.tfrecord") for k in range(4)]
    for k, path in enumerate(paths):
        with tf.io.TFRecordWriter(path) as out:
            for v in rng.normal(k / 2, 1, (320, 5)).astype("float32"):
                out.write(tf.io.serialize_tensor(np.append(v, k).astype("float32")).numpy())

    def parse(record):
        v = tf.ensure_shape(tf.io.parse_tensor(record, tf.float32), (6,))
        return v[:5], tf.cast(v[5], tf.int32)

    ds = tf.data.TFRecordDataset(paths).map(parse, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.shuffle(32).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((5,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
