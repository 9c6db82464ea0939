from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="padding_is_a_real_tag",
    title="padded_batch fills the tag sequences with 0, which is a real tag",
    source=(
        "https://keras.io/examples/nlp/ner_transformers/ (0 is kept for padding and masked in "
        "the loss)"
    ),
    kind="silent",
    cause="padding-collides-with-class",
    groups=["labels", "values"],
    keras="any",
    explain=(
        "Half of the positions are padding, and all of them are counted as tag 0 (noun). "
        "Shift the tags by one and mask, or pad the weights with 0."
    ),
    evidence="42 % of the positions are padding, and they are 80 % of the targets of tag 0",
)


def make_dataset():
    def sentences():
        rng = np.random.default_rng(58)
        for _ in range(160):
            words = rng.integers(1, 60, int(rng.integers(3, 20)))
            yield words, words % 5

    sig = (tf.TensorSpec((None,), tf.int64), tf.TensorSpec((None,), tf.int64))
    ds = tf.data.Dataset.from_generator(sentences, output_signature=sig).shuffle(160)
    return ds.padded_batch(16, padded_shapes=((20,), (20,))).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((20,), dtype="int64"),
            keras.layers.Embedding(60, 8),
            keras.layers.Dense(5, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
