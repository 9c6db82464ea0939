from __future__ import annotations

import os
import struct
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="label_file_header_not_skipped",
    title="MNIST idx files: header_bytes=16 for the images, none for the labels, so every label is eight digits late",
    source="https://github.com/tensorflow/models/blob/v1.13.0/official/mnist/dataset.py (header_bytes=16 and header_bytes=8)",
    kind="silent", cause="x-and-y-misaligned", groups=['labels'], keras="any",
    explain="The 8 header bytes of the label file are read as the labels 0,0,8,1,0,0,0,200 of the first eight digits and all others "
            "follow eight places late; zip then cuts the last eight. Measured: 208 label records against 200 images, "
            "192 of the 200 pairs are label[i-8], and one label is 200, a one-hot row of zeros; agreement with the true labels is "
            "11 %.")

N = 200


def write_idx():
    rng = np.random.default_rng(315)
    proto = rng.integers(0, 256, (10, 784))
    label = rng.integers(0, 10, N).astype("uint8")
    image = np.clip(proto[label] + rng.normal(0, 30, (N, 784)), 0, 255).astype("uint8")
    root = tempfile.mkdtemp()
    with open(os.path.join(root, "train-images-idx3-ubyte"), "wb") as f:
        f.write(struct.pack(">IIII", 2051, N, 28, 28) + image.tobytes())
    with open(os.path.join(root, "train-labels-idx1-ubyte"), "wb") as f:
        f.write(struct.pack(">II", 2049, N) + label.tobytes())
    return root


def decode_image(rec):
    rec = tf.reshape(tf.io.decode_raw(rec, tf.uint8), [784])
    return tf.cast(rec, tf.float32) / 255.0


def decode_label(rec):
    return tf.cast(tf.reshape(tf.io.decode_raw(rec, tf.uint8), []), tf.int32)


def make_dataset():
    root = write_idx()
    images = tf.data.FixedLengthRecordDataset(
        os.path.join(root, "train-images-idx3-ubyte"), 28 * 28, header_bytes=16).map(decode_image)
    labels = tf.data.FixedLengthRecordDataset(
        os.path.join(root, "train-labels-idx1-ubyte"), 1).map(decode_label)
    labels = labels.map(lambda y: tf.one_hot(y, 10))
    return tf.data.Dataset.zip((images, labels)).cache().shuffle(N).batch(25)


def make_model():
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(64, activation="relu"), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True),
                  metrics=["categorical_accuracy"])
    return model
