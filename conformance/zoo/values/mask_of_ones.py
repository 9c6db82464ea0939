"""Looks for an attention mask that is 1 at every step of padded sequences.

Why it matters: `np.ones_like(ids)` has the right shape and type, and so has a mask made before the
rows are padded. The model then attends to the padding, as to words; how much depends on how far the
batch was padded, so the score changes with the batch.

What to look at: where the mask is made: from the padded ids (`ids != 0`), or by the tokenizer that
pads (`padding=True` returns both).

When to ignore it: a companion of ones that is no mask. Nothing is said where a layer masks the padding
by its value (`mask_zero`), nor where 0 also stands between other ids.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _texts(mask):
    rng = np.random.default_rng(0)
    there = np.arange(12) < rng.integers(3, 10, 96)[:, None]
    ids = np.where(there, rng.integers(1, 40, (96, 12)), 0).astype("int32")
    y = (ids[:, 0] > 20).astype("float32")
    features = {"ids": ids, "mask": mask(ids).astype("int32")}
    data = tf.data.Dataset.from_tensor_slices((features, y)).shuffle(96)
    return data.batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _texts(np.ones_like)


def make_model():
    ids = keras.Input((12,), dtype="int32", name="ids")
    mask = keras.Input((12,), dtype="int32", name="mask")
    words = keras.layers.Embedding(40, 8)(ids)
    weights = keras.layers.Reshape((12, 1))(keras.layers.Embedding(2, 1)(mask))
    seen = keras.layers.GlobalAveragePooling1D()(keras.layers.Multiply()([words, weights]))
    output = keras.layers.Dense(1, activation="sigmoid")(seen)
    model = keras.Model({"ids": ids, "mask": mask}, output)
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _texts(lambda ids: ids != 0)
