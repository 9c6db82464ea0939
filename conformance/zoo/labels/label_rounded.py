"""Looks for class ids in a float type too coarse for the number of classes.

Why it matters: float16 holds every whole number up to 2048 only, bfloat16 up to 256. Above, an odd id
is rounded to an even neighbour (2049 becomes 2048, 2051 becomes 2052), so half of these classes are
never a target. It comes from one cast of features and targets for mixed precision. Nothing raises, on
any TensorFlow (https://github.com/keras-team/keras/issues/15012).

What to look at: which `tf.cast` the targets go through. Mixed precision needs none of them.

When to ignore it: never with ids above the limit. A pass that has not reached the end and has seen
none gives a warning only.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

CLASSES = 3000


def _rows():
    rng = np.random.default_rng(0)
    ids = rng.integers(0, CLASSES, 960)
    x = (rng.normal(size=(960, 8)) + np.sin(ids[:, None] * np.arange(1, 9) / 4000)).astype(
        "float32"
    )
    rows = tf.data.Dataset.from_tensor_slices((x, ids.astype("int32")))
    return rows.shuffle(960).batch(48)


def make_dataset():
    halves = _rows().map(lambda x, y: (x, tf.cast(y, tf.float16)))
    return halves.prefetch(tf.data.AUTOTUNE)


def make_model():
    layers = [keras.Input((8,)), keras.layers.Dense(CLASSES, activation="softmax")]
    model = keras.Sequential(layers)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _rows().prefetch(tf.data.AUTOTUNE)
