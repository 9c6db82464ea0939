from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="padded_batch_masked_pooling",
    title="padded_batch, mask_zero and a pooling that honours the mask",
    source="https://www.tensorflow.org/guide/keras/understanding_masking_and_padding",
    trap=(
        "lengths differ between batches; most entries may be padding; id 0 never occurs as a word"
    ),
    keras="any",
)


def make_dataset():
    def rows():
        rng = np.random.default_rng(12)
        for _ in range(120):
            words = rng.integers(1, 50, int(rng.integers(2, 14)))
            yield words, np.float32(words.mean() > 25)

    sig = (tf.TensorSpec((None,), tf.int64), tf.TensorSpec((), tf.float32))
    ds = tf.data.Dataset.from_generator(rows, output_signature=sig).cache().shuffle(120)
    return ds.padded_batch(12).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int64"),
            keras.layers.Embedding(50, 8, mask_zero=True),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", jit_compile=False)
    return model
