"""Arrays in memory, split once into training and validation, one-hot labels.

Use it when the data is one or two NumPy arrays well under 2 GB: from_tensor_slices keeps them
inside the graph. Not for files larger than memory (npz_interleave), nor for rows that belong
together (several per patient or day): split those by group.

Mistakes it avoids:

* shuffle().take() / skip() as a split: the shuffle runs anew each epoch, so validation rows
  leak into training. Here NumPy draws the split once, before any dataset exists.
* Scaling by the mean of all rows: the validation set then knows about itself. Here mean and
  deviation are those of the training rows; a constant column is left at 0, not divided by 0
  (0/0 trains on NaN, and a relu hides it: finite loss, NaN weights from 2.9 on).
* No shuffle at all, or shuffle after batch: the members of a batch never change. A buffer smaller
  than the data hardly mixes it: buffer 100 of 50,000 gives no index above 125 in the first 32.
* Arithmetic repeated every epoch: what does not change is computed once, in NumPy.

Domain: numeric features (N, ...), labels integers from 0 (N,). `expected` describes the
training rows, in the order of the split.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "wine.csv"
TRAIN_FRACTION = 0.8
SPLIT_SEED = 0
DOMAIN = {
    "features": {"dtypes": ("float32", "float64", "int64", "uint8"), "ranks": (0, 2)},
    "label": {"dtypes": ("int64", "int32", "uint8"), "ranks": (0, 0), "choices": (0, 1, 2)},
}


def examples() -> dict:
    """178 wines, 13 chemical measurements each; label: which of three growers."""
    table = np.loadtxt(DATA, delimiter=",", skiprows=1)
    return {"features": table[:, :-1], "label": table[:, -1].astype(np.int64)}


def make_source(directory, examples: dict) -> dict:
    """Split, scale and encode: {"train": (x, y), "validation": (x, y)}, float32."""
    features, label = np.asarray(examples["features"], np.float64), examples["label"]
    if len(features) != len(label):
        raise ValueError(f"{len(features)} rows of features, {len(label)} labels")
    if label.min(initial=0) < 0:  # np.eye(classes)[-1] would be the last class
        raise ValueError(f"a label is {label.min()}")
    order = np.random.RandomState(SPLIT_SEED).permutation(len(label))
    train, validation = np.split(order, [math.ceil(TRAIN_FRACTION * len(label))])
    mean, deviation = 0.0, 1.0
    if len(train):
        seen = features[train]
        mean = seen.mean(axis=0)
        deviation = np.where(seen.max(axis=0) > seen.min(axis=0), seen.std(axis=0), 1.0)
    x = ((features - mean) / deviation).astype(np.float32)
    y = np.eye(label.max(initial=0) + 1, dtype=np.float32)[label]
    return {"train": (x[train], y[train]), "validation": (x[validation], y[validation])}


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
) -> tf.data.Dataset:
    """Training batches of (float32 (B, ...), one-hot float32 (B, classes))."""
    dataset = tf.data.Dataset.from_tensor_slices(source["train"])
    if shuffle:
        dataset = dataset.shuffle(max(len(source["train"][0]), 1), seed=seed)
    dataset = dataset.batch(batch_size, drop_remainder=drop_remainder)
    return dataset.prefetch(tf.data.AUTOTUNE)


def make_validation(source: dict, *, batch_size: int = 32) -> tf.data.Dataset:
    """The held-out rows, in order, every one of them."""
    return tf.data.Dataset.from_tensor_slices(source["validation"]).batch(batch_size).prefetch(1)


def make_model(spec, *, units: int = 16) -> keras.Model:
    """A softmax over the classes that the one-hot labels of `spec` have."""
    inputs = keras.Input(tuple(spec[0].shape[1:]))
    hidden = keras.layers.Dense(units, activation="relu")(keras.layers.Flatten()(inputs))
    outputs = keras.layers.Dense(spec[1].shape[-1], activation="softmax")(hidden)
    model = keras.Model(inputs, outputs)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """The training rows as z-scores over themselves, and their classes one-hot."""
    count = len(examples["label"])
    order = np.random.RandomState(SPLIT_SEED).permutation(count)
    train = order[: math.ceil(TRAIN_FRACTION * count)]
    x = np.asarray(examples["features"], np.float64)[train]
    y = np.zeros((len(train), examples["label"].max(initial=0) + 1), np.float32)
    y[np.arange(len(train)), examples["label"][train]] = 1
    if len(train):
        centred = x - x.mean(axis=0)
        x = np.divide(centred, x.std(axis=0), out=centred, where=np.ptp(x, axis=0) > 0)
    return x.astype(np.float32), y
