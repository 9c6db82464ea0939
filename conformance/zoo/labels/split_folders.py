"""Looks for a pipeline that reads train and val as one, and for labels that tell them apart.

Why it matters: `image_dataset_from_directory(root)` takes each folder in `root` for a class. Given the
folder above `train` and `val`, it finds "2 classes", and the model learns which part of the split a file
lies in. A glob with one star too many (`*/*/*.png`) keeps the right labels and trains on what is held
out for validation.

What to look at: the path given to the reader.

When to ignore it: a last training on all files, after the model is chosen; that is a warning. It is a
failure where as many files have each label as lie in each of these folders, and no folder further down
explains the labels.
"""

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _write():
    """train/ and val/, with a folder for each of three classes."""
    root, rng = tempfile.mkdtemp(), np.random.default_rng(0)
    for split, count in (("train", 24), ("val", 8)):
        for kind in range(3):
            folder = os.path.join(root, split, "abc"[kind])
            os.makedirs(folder)
            for i in range(count):
                row = rng.normal(kind, 1.0, 4).astype("float32")
                tf.io.write_file(os.path.join(folder, f"{i}.bin"), row.tobytes())
    return root


def _from_directory(root):
    """Every file below ``root``, labelled by the folder in ``root`` that it lies in."""
    files, labels = [], []
    for label, folder in enumerate(sorted(os.listdir(root))):
        for place, _, names in sorted(os.walk(os.path.join(root, folder))):
            files += [os.path.join(place, name) for name in sorted(names)]
            labels += [label] * len(names)

    def load(path, label):
        row = tf.io.decode_raw(tf.io.read_file(path), tf.float32)
        return tf.ensure_shape(row, (4,)), label

    data = tf.data.Dataset.from_tensor_slices((files, labels)).shuffle(len(files))
    return data.map(load).batch(12).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _from_directory(_write())


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _from_directory(os.path.join(_write(), "train"))
