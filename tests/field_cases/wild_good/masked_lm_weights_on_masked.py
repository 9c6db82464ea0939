from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="masked_lm_weights_on_masked",
    title="Masked language model: 15 percent of the tokens hidden anew each epoch, weights only there",
    source="https://keras.io/examples/nlp/masked_language_modeling/",
    trap="targets equal the inputs in most places, most weights are zero, rows differ between epochs",
    keras="any",
)

MASK, VOCAB, LENGTH = 1, 80, 16


class MaskedText(keras.utils.Sequence):
    def __init__(self, tokens, batch_size=25):
        super().__init__()
        self.tokens, self.batch_size = tokens, batch_size
        self.rng = np.random.default_rng(9)
        self.order = self.rng.permutation(len(tokens))

    def __len__(self):
        return int(np.ceil(len(self.tokens) / self.batch_size))

    def __getitem__(self, i):
        rows = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        targets = self.tokens[rows]
        hidden = self.rng.random(targets.shape) < 0.15
        inputs = np.where(hidden, MASK, targets).astype("int32")
        return inputs, targets, hidden.astype("float32")

    def on_epoch_end(self):
        self.rng.shuffle(self.order)


def make_dataset():
    rng = np.random.default_rng(10)
    n = 400
    start = rng.integers(2, VOCAB, (n, 1))
    tokens = 2 + (start + 3 * np.arange(LENGTH) + rng.integers(0, 2, (n, LENGTH))) % (VOCAB - 2)
    return MaskedText(tokens.astype("int32"))


def make_model():
    model = keras.Sequential(
        [
            keras.Input((LENGTH,), dtype="int32"),
            keras.layers.Embedding(VOCAB, 16),
            keras.layers.Conv1D(32, 5, padding="same", activation="relu"),
            keras.layers.Dense(VOCAB, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", weighted_metrics=[])
    return model
