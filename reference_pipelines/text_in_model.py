"""Raw text into the model, which tokenises it itself: what is saved takes strings.

Use it when the model is to be served or shared: no second program has to repeat the tokenising.
Use text_in_pipeline for speed on an accelerator, and on JAX or PyTorch, which have no strings.

Mistakes it avoids:

* A TextVectorization that was never adapted: "Table not initialized" on 2.6 and later; on 2.4 a
  lookup answers 1 for every word. Here the model is made from the texts it is to know.
* A vocabulary adapted on all texts: validation words leak into training. Pass `texts` from the
  training part only: make_model(dataset.element_spec, texts=source["train"][0]).
* Strings of shape (B,) where the model has (B, 1): some versions add the axis, some do not.
* tf.keras.layers.TextVectorization on 2.4 and 2.5: AttributeError; it lived elsewhere then.

Domain: strings (N,); float labels (N,), 0 or 1 for the model below. Every fifth row is held out,
so neighbours must not belong together; `expected` describes the rest, in order.
"""

from __future__ import annotations

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
    """Split: {"train": (texts, labels), "validation": ...}, both (N, 1) (nothing is written)."""
    held_out = np.arange(len(examples["label"])) % HELD_OUT == HELD_OUT - 1
    text = examples["features"].reshape(-1, 1)
    label = examples["label"].astype(np.float32).reshape(-1, 1)
    if len(text) != len(label):
        raise ValueError(f"{len(text)} texts, {len(label)} labels")
    return {
        "train": (text[~held_out], label[~held_out]),
        "validation": (text[held_out], label[held_out]),
    }


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
) -> tf.data.Dataset:
    """Training batches of (string (B, 1), float32 (B, 1))."""
    dataset = tf.data.Dataset.from_tensor_slices(source["train"])
    if shuffle:
        dataset = dataset.shuffle(max(len(source["train"][0]), 1), seed=seed)
    dataset = dataset.batch(batch_size, drop_remainder=drop_remainder)
    return dataset.prefetch(tf.data.AUTOTUNE)


def make_validation(source: dict, *, batch_size: int = 32) -> tf.data.Dataset:
    """The held-out texts, in order."""
    dataset = tf.data.Dataset.from_tensor_slices(source["validation"])
    return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)


def make_model(spec, *, texts=None) -> keras.Model:
    """A binary classifier that knows the words of `texts` (default: the shipped training ones)."""
    if texts is None:
        texts = make_source(None, examples())["train"][0]
    tokens = TextVectorization(max_tokens=WORDS, output_sequence_length=LENGTH)
    tokens.adapt(texts)
    inputs = keras.Input(tuple(spec[0].shape[1:]), dtype="string")
    embedded = keras.layers.Embedding(WORDS, 8)(tokens(inputs))
    meaning = keras.layers.GlobalAveragePooling1D()(embedded)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(meaning))
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """The training texts as they are, one a row."""
    train = np.arange(len(examples["label"])) % HELD_OUT != HELD_OUT - 1
    x = np.expand_dims(examples["features"][train], 1)
    return x, examples["label"][train].astype(np.float32).reshape(-1, 1)
