from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="mlm_target_is_alias_of_input",
    title="targets are the same array as the inputs, so writing [MASK] into the inputs writes it into the targets",
    source="composed",
    kind="silent",
    groups=["labels"],
    keras="any",
)

MASK, VOCAB, LENGTH = 1, 80, 16


class MaskedText(keras.utils.Sequence):
    def __init__(self, tokens, batch_size=20):
        super().__init__()
        self.tokens, self.batch_size = tokens, batch_size
        self.rng = np.random.default_rng(9)
        self.order = self.rng.permutation(len(tokens))

    def __len__(self):
        return int(np.ceil(len(self.tokens) / self.batch_size))

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        inputs = self.tokens[rows]
        targets = inputs
        hidden = self.rng.random(inputs.shape) < 0.15
        inputs[hidden] = MASK
        return inputs, targets, hidden.astype("float32")

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


def make_dataset():
    rng = np.random.default_rng(10)
    n = 200
    start = rng.integers(2, VOCAB, (n, 1))
    tokens = 2 + (start + 3 * np.arange(LENGTH) + rng.integers(0, 2, (n, LENGTH))) % (VOCAB - 2)
    return MaskedText(tokens.astype("int32"))


def make_model():
    model = keras.Sequential(
        [
            keras.Input((LENGTH,), dtype="int32"),
            keras.layers.Embedding(VOCAB, 16),
            keras.layers.Conv1D(24, 5, padding="same", activation="relu"),
            keras.layers.Dense(VOCAB, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
