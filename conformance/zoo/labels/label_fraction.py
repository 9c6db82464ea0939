"""Looks for class ids with fractions.

Why it matters: the sparse cross-entropy casts its labels to integers without a word. Ratings scaled
to 0..0.8 all became class 0: the loss equalled that of all-zero labels (1.85, TensorFlow 2.15 and
2.21). A mask of ids 0 and 3 resized with bilinear interpolation held 52 distinct values, 4.6 % of
its pixels ids that do not exist
(https://www.tensorflow.org/tutorials/images/segmentation).

What to look at: what is done to the labels together with the features: scaling, resizing, averaging.
Masks are resized with `method="nearest"`.

When to ignore it: never under a sparse loss. Scores are a regression target: one unit and
`mean_squared_error`.
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
    return _batches(lambda ids: (ids / 4).astype("float32"))


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    return _batches(lambda ids: ids)
