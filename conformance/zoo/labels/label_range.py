"""Looks for targets outside the range of the loss or of the last activation.

Why it matters: class ids from 1 to N raise `label value of 5 which is outside the valid range of
[0, 5)` on CPU and give NaN on GPU. Masks of 0 and 255 under binary cross-entropy do not raise: the
loss went from -26 to -64 in three epochs on TensorFlow 2.15. One-hot rows made from 1-based ids
leave a class that is never learned (20 % of the rows all zero in the measured case). Targets beyond
a sigmoid saturate it. The mean absolute percentage error divides by the target, and by 1e-7 where
that is 0 (https://github.com/keras-team/keras/issues/2908).

What to look at: expected and actual, and the position of the first value outside. The fix depends
on where the values come from: subtract one, divide by 255, `ignore_class=255` for void pixels.

When to ignore it: `ignore_class` and empty rows with weight 0 are honoured. For a loss of your own
nothing is said.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _batches(encode):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = encode(np.argmax(x[:, :4], axis=1))
    rows = tf.data.Dataset.from_tensor_slices((x, y))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(lambda ids: ids + 1)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _batches(lambda ids: ids)
