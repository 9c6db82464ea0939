from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="morse_stripped_as_punctuation",
    title="the default standardization of TextVectorization strips dots and dashes, so every Morse message is empty",
    source="composed",
    kind="silent",
    groups=["values"],
    keras="any",
)

CODES = [".-", "-...", "-.-.", "-..", ".", "..-.", "--.", "....", "..", ".---"]


def make_dataset():
    rng = np.random.default_rng(17)
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "messages.tsv")
    with open(path, "w") as f:
        for _ in range(300):
            letters = rng.integers(0, len(CODES), rng.integers(3, 8))
            urgent = int((letters == 4).any())
            f.write(" ".join(CODES[i] for i in letters) + f"\t{urgent}\n")

    vectorizer = keras.layers.TextVectorization(vocabulary=CODES, output_sequence_length=8)

    def parse(line):
        parts = tf.strings.split(line, "\t")
        return parts[0], tf.strings.to_number(parts[1])

    ds = tf.data.TextLineDataset(path).map(parse).cache().shuffle(300).batch(25)
    return ds.map(lambda text, y: (vectorizer(text), y)).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((8,), dtype="int64"),
            keras.layers.Embedding(len(CODES) + 2, 6),
            keras.layers.GlobalMaxPooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
