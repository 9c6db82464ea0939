from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="vocabulary_rebuilt_in_getitem",
    title="each batch counts the words of all texts again to look up its own hundred",
    source="composed",
    kind="slow",
    groups=["efficiency"],
    keras="any",
)

LENGTH = 14


class Reviews(keras.utils.Sequence):
    def __init__(self, texts, labels, batch_size=100):
        super().__init__()
        self.texts, self.labels, self.batch_size = texts, labels, batch_size
        self.rng = np.random.default_rng(2)
        self.order = self.rng.permutation(len(texts))

    def __len__(self):
        return int(np.ceil(len(self.texts) / self.batch_size))

    def _index(self):
        counts = {}
        for text in self.texts:
            for word in text.lower().split():
                counts[word] = counts.get(word, 0) + 1
        common = sorted(counts, key=lambda word: (-counts[word], word))[:498]
        return {word: i + 2 for i, word in enumerate(common)}

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        index = self._index()
        tokens = [[index.get(word, 1) for word in self.texts[row].lower().split()] for row in rows]
        x = keras.utils.pad_sequences(tokens, maxlen=LENGTH, padding="post", truncating="post")
        return x, self.labels[rows]

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


def make_dataset():
    rng = np.random.default_rng(3)
    n = 5000
    good = ["lovely", "superb", "warm", "funny"]
    poor = ["dull", "noisy", "cold", "bland"]
    common = ["word%d" % i for i in range(480)]
    labels = rng.integers(0, 2, n).astype("float32")
    texts = []
    for label in labels:
        words = list(rng.choice(common, 11)) + list(rng.choice(good if label else poor, 3))
        texts.append(" ".join(words))
    return Reviews(texts, labels)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((LENGTH,), dtype="int32"),
            keras.layers.Embedding(500, 8),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
