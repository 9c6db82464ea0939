from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="truncation_keeps_only_boilerplate",
    title="tickets are cut to their first ten tokens, which are the form header: every input row is the same",
    source="composed",
    kind="silent",
    groups=["values"],
    keras="any",
)

HEADER = "ticket opened via web form customer wrote the following message :"
MAXLEN = 10


def make_dataset():
    rng = np.random.default_rng(55)
    angry = "refund broken late never again cancel complaint worst".split()
    calm = "thanks question invoice update address please great help".split()
    texts, labels = [], []
    for _ in range(240):
        label = int(rng.random() < 0.45)
        pool = (angry if label else calm) + ["order", "parcel", "my", "the", "is"]
        texts.append(HEADER + " " + " ".join(rng.choice(pool, size=rng.integers(5, 16))))
        labels.append(label)
    words = sorted({word for text in texts for word in text.split()})
    index = {word: i + 1 for i, word in enumerate(words)}
    tokens = [[index[word] for word in text.split()] for text in texts]
    x = keras.utils.pad_sequences(tokens, maxlen=MAXLEN, padding="post", truncating="post")
    y = np.array(labels, "float32")
    ds = tf.data.Dataset.from_tensor_slices((x, y))
    return ds.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((MAXLEN,), dtype="int32"),
            keras.layers.Embedding(64, 8),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
