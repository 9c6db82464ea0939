"""Columns of mixed types by name: floats, integers, flags and strings, the target apart.

Use it when each example is a row of named columns that fit in memory and the model has one
input per column. Not when rows live in files (csv_lines) or examples need work one at a time
(dict_parallel_map).

Mistakes it avoids:

* An integer column concatenated with a float one: TypeError on every Keras 2 (2.4 to 2.15); Keras 3
  casts without a word. Here every column leaves the pipeline as float32, strings as one-hot.
* A key that is no input: Keras 2 ignores it, Keras 3 feeds it to the next input. Here the model
  takes its inputs from the dataset's own element_spec, by name.
* A numeric cast for a column that only names things: float32 holds integers up to 2**24, so id
  16777217 arrives as 16777216. Pass such a column as strings.
* The map after batch runs once per batch, not once per row; shuffle stands before batch, so the
  rows of a batch change every epoch.

Domain: any column names without "/"; bool, integer, float or string, scalars or vectors; float
labels (N,), 0 or 1 for the model below.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "penguins_raw.csv"
TYPES = ("float32", "float64", "int64", "uint8", "bool", "string")
DOMAIN = {
    "features": {"*": {"dtypes": TYPES, "ranks": (0, 1)}},
    "label": {"dtypes": ("float32", "float64"), "ranks": (0, 0), "choices": (0, 1)},
}


def examples() -> dict:
    """Penguins whose sex is known: where, how large, clutch complete; label 1 for female."""
    with open(DATA, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Sex"] != "NA"]
    features = {
        "species": np.array([row["Species"] for row in rows]),
        "bill_length_mm": np.array([row["Culmen Length (mm)"] for row in rows], np.float32),
        "bill_depth_mm": np.array([row["Culmen Depth (mm)"] for row in rows], np.float64),
        "flipper_mm": np.array([row["Flipper Length (mm)"] for row in rows], np.int64),
        "clutch_complete": np.array([row["Clutch Completion"] == "Yes" for row in rows]),
    }
    return {
        "features": features,
        "label": np.array([row["Sex"] == "FEMALE" for row in rows], float),
    }


def make_source(directory, examples: dict) -> dict:
    """The columns themselves, and the vocabulary of each string column (nothing is written)."""
    strings = {k: v for k, v in examples["features"].items() if v.dtype.kind in "USO"}
    return {**examples, "vocabulary": {k: np.unique(v) for k, v in strings.items()}}


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    num_parallel_calls: int | None = tf.data.AUTOTUNE,
) -> tf.data.Dataset:
    """Batches of ({name: float32 (B, width)}, float32 (B, 1))."""

    def prepare(features, label):
        columns = {}
        for name, values in features.items():
            if name in source["vocabulary"]:  # one-hot is equality with the vocabulary
                values = tf.equal(values[..., None], source["vocabulary"][name])
            elif values.shape.rank == 1:
                values = values[:, None]
            columns[name] = tf.cast(values, tf.float32)
        return columns, tf.cast(label, tf.float32)[:, None]

    dataset = tf.data.Dataset.from_tensor_slices((source["features"], source["label"]))
    if shuffle:
        dataset = dataset.shuffle(max(len(source["label"]), 1), seed=seed)
    dataset = dataset.batch(batch_size, drop_remainder=drop_remainder)
    return dataset.map(prepare, num_parallel_calls).prefetch(tf.data.AUTOTUNE)


def make_model(spec, *, units: int = 16) -> keras.Model:
    """A binary classifier with one named input per column of `spec`."""
    inputs = {name: keras.Input(tuple(s.shape[1:]), name=name) for name, s in spec[0].items()}
    columns = [keras.layers.Flatten()(tensor) for tensor in inputs.values()]
    joined = keras.layers.Concatenate()(columns) if len(columns) > 1 else columns[0]
    scaled = keras.layers.BatchNormalization()(joined)  # the columns' units differ by 1000
    hidden = keras.layers.Dense(units, activation="relu")(scaled)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy")
    return model


def expected(examples: dict) -> tuple:
    """Each column as float32 with at least one axis of its own; strings one-hot, sorted."""
    columns = {}
    for name, values in examples["features"].items():
        if values.dtype.kind in "USO":
            values = values[..., None] == np.array(sorted(set(values.ravel().tolist())), object)
        columns[name] = values.astype(np.float32).reshape(len(values), *values.shape[1:] or (1,))
    return columns, examples["label"].astype(np.float32).reshape(-1, 1)
