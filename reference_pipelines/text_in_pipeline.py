"""Text to token ids in the pipeline: the model sees integers.

Use it for training speed (the CPU tokenises while the accelerator trains) and for backends
without strings (JAX, PyTorch). Use text_in_model when the saved model must take raw text.

Mistakes it avoids:

* A TextVectorization that was never adapted: "Table not initialized" on 2.6 and later; on 2.4 a
  lookup answers 1 for every word.
* A vocabulary adapted on all texts: validation words leak into training. Here it is adapted on
  the training texts only, before any dataset is mapped through it.
* A layer made inside the map: variables are made once a trace, and lost. It is made outside.
* tf.keras.layers.TextVectorization on 2.4 and 2.5: AttributeError; it lived elsewhere then.

Domain: strings (N,); float labels (N,), 0 or 1 for the model below. Every fifth row is held out,
so neighbours must not belong together; `expected` describes the rest, in order.
"""

from __future__ import annotations

import collections
import re
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

layers = keras.layers
TextVectorization = (
    layers.TextVectorization
    if hasattr(layers, "TextVectorization")
    else layers.experimental.preprocessing.TextVectorization
)

DATA = Path(__file__).with_name("data") / "sentences.tsv"
WORDS = 1000  # ids below this; 0 is padding, 1 any word not in the vocabulary
LENGTH = 20  # ids per text: longer ones are cut, shorter ones padded
HELD_OUT = 5  # one row in so many


def examples() -> dict:
    """Sentences of documentation; label 1 if about a data set, 0 if about the language."""
    lines = DATA.read_text(encoding="utf-8").splitlines()[1:]
    label, text = zip(*(line.split("\t") for line in lines))
    return {"features": np.array(text), "label": np.array(label, np.float32)}


def make_source(directory, examples: dict) -> dict:
    """Split: {"train": (texts, labels), "validation": (texts, labels)} (nothing is written)."""
    held_out = np.arange(len(examples["label"])) % HELD_OUT == HELD_OUT - 1
    text, label = examples["features"], examples["label"].astype(np.float32).reshape(-1, 1)
    if len(text) != len(label):
        raise ValueError(f"{len(text)} texts, {len(label)} labels")
    return {
        "train": (text[~held_out], label[~held_out]),
        "validation": (text[held_out], label[held_out]),
    }


def tokenised(dataset: tf.data.Dataset, source: dict, num_parallel_calls=tf.data.AUTOTUNE):
    """Batches of texts to batches of ids, in the vocabulary of the training texts."""
    layer = TextVectorization(max_tokens=WORDS, output_sequence_length=LENGTH)
    if len(source["train"][0]):
        layer.adapt(source["train"][0])

    def tokens(text, label):  # some versions forget the number of texts, even where it is known
        return tf.ensure_shape(layer(text), (text.shape[0], LENGTH)), label

    return dataset.map(tokens, num_parallel_calls).prefetch(tf.data.AUTOTUNE)


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    num_parallel_calls: int | None = tf.data.AUTOTUNE,
) -> tf.data.Dataset:
    """Training batches of (int64 (B, LENGTH), float32 (B, 1))."""
    dataset = tf.data.Dataset.from_tensor_slices(source["train"])
    if shuffle:
        dataset = dataset.shuffle(max(len(source["train"][0]), 1), seed=seed)
    return tokenised(dataset.batch(batch_size, drop_remainder), source, num_parallel_calls)


def make_validation(source: dict, *, batch_size: int = 32) -> tf.data.Dataset:
    """The held-out texts, in order."""
    dataset = tf.data.Dataset.from_tensor_slices(source["validation"])
    return tokenised(dataset.batch(batch_size), source)


def make_model(spec, *, words: int = WORDS) -> keras.Model:
    """A binary classifier of bags of words; `words` bounds the ids."""
    inputs = keras.Input(tuple(spec[0].shape[1:]), dtype="int64")
    meaning = keras.layers.GlobalAveragePooling1D()(keras.layers.Embedding(words, 8)(inputs))
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(meaning))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """ASCII lowered, its punctuation cut, words ranked by count, ties last in the alphabet first."""
    train = np.arange(len(examples["label"])) % HELD_OUT != HELD_OUT - 1
    texts = [text.encode("utf-8").lower() for text in examples["features"][train]]
    texts = [re.sub(rb"[!-/:-@[-`{-~]", b"", text).split() for text in texts]
    counts = collections.Counter(word for text in texts for word in text)
    ranked = sorted(counts, key=lambda word: (counts[word], word), reverse=True)[: WORDS - 2]
    ids = {word: number for number, word in enumerate(ranked, start=2)}
    x = np.zeros((len(texts), LENGTH), np.int64)
    for row, text in zip(x, texts):
        row[: len(text)] = [ids.get(word, 1) for word in text][:LENGTH]
    return x, examples["label"][train].astype(np.float32).reshape(-1, 1)
