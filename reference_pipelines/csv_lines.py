"""Several CSV files, numbers and strings, fields missing or quoted, parsed a batch at a time.

Use it when rows live in text files too large to load together; dict_features is simpler for one
that fits. Not when a quoted field spans lines: a line is a row here.

Mistakes it avoids:

* String defaults for numbers: "Cast string to float is not supported" on all of 2.4 to 2.21.
* An empty cell that becomes NaN trains on NaN; one that becomes 0 is a lie. Here it becomes the
  mean, beside a flag that says so. A missing label is an error: its default is "required".
* skip(1) on the joined files drops one header and reads the others as data; it is per file here.
* Length unknown after interleave: 12 optimizer steps instead of 10 on Keras 3; asserted here.
* A file with its columns in another order, read by position: each header is compared here.

Domain: numbers (NaN: missing) or one-line strings ("", "NA": missing) but "label"; labels (N,).
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "penguins_raw.csv"
NUMBERS = ("Culmen Length (mm)", "Culmen Depth (mm)", "Flipper Length (mm)", "Delta 13 C (o/oo)")
STRINGS = ("Species", "Stage", "Sex", "Comments")
LABEL, MISSING, FILES = "Body Mass (g)", ("", "NA"), 3
EXCLUDED = "\0\r\n"  # a row is a line, and NumPy's strings end at a NUL
NUMBER = {"dtypes": ("float32", "float64", "int64", "bool"), "ranks": (0, 0), "nan": True}
WORD = {"dtypes": ("string",), "ranks": (0, 0), "exclude_characters": EXCLUDED}
FEW = {"dtypes": ("string",), "ranks": (0, 0), "choices": (*MISSING, "a", 'say "b", c')}
NAMES = {"except": ("label",), "without": EXCLUDED}
DOMAIN = {
    "features": {"*": ({**NUMBER, **NAMES}, WORD, FEW)},
    "label": {"dtypes": ("float32", "float64"), "ranks": (0, 0)},
}


def examples() -> dict:
    """Penguins of known mass: four measurements and four descriptions; label: kilograms."""
    with open(DATA, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row[LABEL] not in MISSING]
    features = {k: np.array([row[k] for row in rows]) for k in NUMBERS + STRINGS}
    features.update((k, np.char.replace(features[k], "NA", "nan").astype(float)) for k in NUMBERS)
    return {"features": features, "label": np.array([float(row[LABEL]) / 1000 for row in rows])}


def as_text(values: np.ndarray) -> np.ndarray:
    """A column as a file has it: strings may come as bytes, as TensorFlow has them."""
    if values.dtype.kind not in "SO":
        return values
    return np.array([v.decode("utf-8") if isinstance(v, bytes) else v for v in values], dtype=str)


def describe(values: np.ndarray):
    """What the parser must know of a column: its vocabulary, or its mean and 1 / deviation."""
    if values.dtype.kind in "USO":  # "" is how the parser tells a missing one
        return np.array(["", *sorted(set(values.tolist()).difference(MISSING))], dtype=str)
    known = values[~np.isnan(values)].astype(float) if np.any(values == values) else np.zeros(1)
    return known.mean(), 1 / known.std() if known.max() > known.min() else 1.0


def make_source(directory, examples: dict) -> dict:
    """Write FILES files with a header each; describe the columns as these (training) rows are."""
    features = {name: as_text(values) for name, values in examples["features"].items()}
    columns = {**features, "label": examples["label"]}
    if len({len(values) for values in columns.values()}) > 1:
        raise ValueError("the columns differ in their number of rows")
    cells = [(v * 1 if v.dtype.kind == "b" else v).tolist() for v in columns.values()]
    rows = [["" if cell != cell else cell for cell in row] for row in zip(*cells)]  # NaN != NaN
    files = [str(Path(directory) / f"rows_{number}.csv") for number in range(FILES)]
    for path, part in zip(files, np.array_split(np.arange(len(rows)), FILES)):
        with open(path, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([columns, *(rows[i] for i in part)])
    known = {name: describe(values) for name, values in features.items()}
    return {"files": files, "columns": known, "rows": len(rows)}


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    num_parallel_calls: int | None = tf.data.AUTOTUNE,
) -> tf.data.Dataset:
    """Batches of (float32 (B, width), float32 (B, 1)), the label in the last column."""
    columns, rows = list(source["columns"].values()), source["rows"]
    defaults = [[np.nan] if isinstance(known, tuple) else [""] for known in columns]
    required = tf.constant([], tf.float32)
    for path in source["files"]:
        with open(path, newline="", encoding="utf-8") as file:
            header = next(csv.reader(file), [])
        if header[:-1] != list(source["columns"]):
            raise ValueError(f"{path}: the columns are {header}")

    def read(file):
        return tf.data.TextLineDataset(file).skip(1)

    def parse(lines):
        *fields, label = tf.io.decode_csv(lines, [*defaults, required], na_value="NA")
        parts = []
        for known, field in zip(columns, fields):
            if isinstance(known, tuple):
                missing = tf.math.is_nan(field)
                scaled = tf.where(missing, 0.0, (field - known[0]) * known[1])
                parts.append(tf.stack([scaled, tf.cast(missing, tf.float32)], axis=1))
            else:  # one-hot is equality with the vocabulary
                parts.append(tf.cast(tf.equal(field[:, None], known), tf.float32))
        return tf.concat(parts, axis=1), label[:, None]

    files = tf.data.Dataset.from_tensor_slices(source["files"])
    cycle = len(source["files"]) if shuffle else 1  # 1: one file after the other
    lines = files.interleave(read, cycle, num_parallel_calls=tf.data.AUTOTUNE)
    lines = lines.apply(tf.data.experimental.assert_cardinality(rows))
    lines = lines.shuffle(max(rows, 1), seed=seed) if shuffle else lines
    dataset = lines.batch(batch_size, drop_remainder).map(parse, num_parallel_calls)
    return dataset.prefetch(tf.data.AUTOTUNE)


def make_model(spec, *, units: int = 16) -> keras.Model:
    """A regression of one number from the row."""
    inputs = keras.Input(tuple(spec[0].shape[1:]))
    hidden = keras.layers.Dense(units, activation="relu")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile("adam", "mse")
    return model


def expected(examples: dict) -> tuple:
    """Numbers: z-score (0 where missing), missing flag. Strings: missing flag, one-hot."""
    parts = []
    for values in map(as_text, examples["features"].values()):
        known = describe(values)
        if isinstance(known, tuple):
            scaled = (values.astype(np.float32) - np.float32(known[0])) * np.float32(known[1])
            parts += [np.where(values == values, scaled, 0), values != values]
        else:
            parts += [np.isin(values, MISSING), *(values == word for word in known[1:])]
    return np.float32(parts).T, np.float32(examples["label"]).reshape(-1, 1)
