"""Looks for a model that reads the padding of its sequences in place of their ids.

Why it matters: Keras attends where a mask is 1, other libraries mark what is to be left out. A mask of
the wrong sense lets the padding through and nothing else; every shape fits and the loss falls to that
of a guess. Validation accuracy 0.33 (chance) in place of 0.96
(https://github.com/tensorflow/text/issues/938).

How it is told: a fresh model is called on the first batch with every id replaced, then with the
padding replaced; the mask stays. It fails where the first changes nothing and the second does.

What to look at: the line that makes the mask, and what the layer that takes it says of 1 and 0.

When to ignore it: never.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

WORDS, STEPS = 30, 12


def _sentences():
    rng = np.random.default_rng(0)
    ids, labels = np.zeros((320, STEPS), "int32"), rng.integers(0, 2, 320)
    for row, label in enumerate(labels):
        length = rng.integers(3, STEPS)
        ids[row, :length] = rng.integers(1 + 10 * label, 20 + 10 * label, length)
    return ids, labels.astype("float32")


def _dataset(mask):
    rows = tf.data.Dataset.from_tensor_slices(_sentences()).shuffle(320).batch(32)
    return rows.map(
        lambda ids, y: ({"ids": ids, "mask": tf.cast(mask(ids), tf.float32)}, y)
    ).prefetch(2)


def make_dataset():
    return _dataset(lambda ids: tf.equal(ids, 0))


def make_model():
    ids = keras.Input((STEPS,), dtype="int32", name="ids")
    mask = keras.Input((STEPS,), name="mask")
    vectors = keras.layers.Embedding(WORDS, 8)(ids)
    kept = keras.layers.Multiply()([vectors, keras.layers.Reshape((STEPS, 1))(mask)])
    mean = keras.layers.GlobalAveragePooling1D()(kept)
    model = keras.Model(
        {"ids": ids, "mask": mask}, keras.layers.Dense(1, activation="sigmoid")(mean)
    )
    model.compile("adam", "binary_crossentropy")
    return model


def mended_dataset():
    return _dataset(lambda ids: tf.not_equal(ids, 0))
