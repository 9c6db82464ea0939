"""Many .npz files, read in parallel by the TensorFlow runtime, shuffled across files.

Use it when the arrays together exceed memory and were stored by np.savez. Not for
np.savez_compressed (store once more), nor for arrays that fit (in_memory_arrays).

Mistakes it avoids:

* np.load inside interleave gets a symbolic tensor: TypeError on every version, 2.4 to 2.21.
* np.load in numpy_function: behind Python's lock, no checkpoint. A stored member is a header, then
  rows of one size: FixedLengthRecordDataset reads those, Python only the headers, at build time.
* Length unknown after interleave: 12 optimizer steps instead of 10 on Keras 3; asserted here.
* A file of another dtype, read with the first one's row size: the headers are compared here.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "digits.npz"
FILES = 4
NUMBERS = ("float32", "float64", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16")
UNNAMED = {"except": ("label", "file"), "without": "\0"}  # a zip archive ends a name at a NUL
DOMAIN = {  # uint8 means pixels, 0 to 255; no axis may be empty, no name contain "/"
    "features": {"*": {"dtypes": NUMBERS, "ranks": (0, 2), **UNNAMED}},
    "label": {"dtypes": ("int64", "int32", "uint8"), "ranks": (0, 0), "values": (0, 9)},
}


def examples() -> dict:
    """499 handwritten digits, 8 by 8 pixels."""
    with np.load(DATA) as members:
        return {"features": {"image": members["image"]}, "label": members["label"]}


def make_source(directory, examples: dict) -> list:
    """Divide the examples among FILES files; return their paths."""
    members = {**examples["features"], "label": examples["label"]}
    parts = {k: np.array_split(np.ascontiguousarray(v), FILES) for k, v in members.items()}
    paths = [str(Path(directory) / f"part_{number}.npz") for number in range(FILES)]
    for number, path in enumerate(paths):
        np.savez(path, **{name: shards[number] for name, shards in parts.items()})
    return paths


def index(path: str) -> dict:
    """Member name -> (dtype, shape of a row, rows, [bytes before the rows, bytes after them])."""
    members = {}
    with zipfile.ZipFile(path) as archive, open(path, "rb") as raw:
        for info in archive.infolist():
            raw.seek(info.header_offset + 26)  # two lengths, of what stands before the member
            start = info.header_offset + 30 + int(np.frombuffer(raw.read(4), "<u2").sum())
            with archive.open(info) as member:
                np.lib.format.read_magic(member)
                shape, fortran, dtype = np.lib.format.read_array_header_1_0(member)
                start += member.tell()
            if info.compress_type != zipfile.ZIP_STORED or fortran or not dtype.isnative:
                raise ValueError(f"{path}: {info.filename} is not plain C-ordered rows")
            after = Path(path).stat().st_size - start - dtype.itemsize * int(np.prod(shape))
            members[info.filename[: -len(".npy")]] = dtype, shape[1:], shape[0], [start, after]
    if len({rows for _, _, rows, _ in members.values()}) > 1:
        raise ValueError(f"{path}: the members differ in their number of rows")
    return members


def make_dataset(
    source: list,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    num_parallel_calls: int | None = tf.data.AUTOTUNE,
    shuffle_buffer: int | None = None,
) -> tf.data.Dataset:
    """Batches of ({name: float32 (B, ...)}, int64 (B,)); shuffle_buffer None holds all."""
    tables = [index(path) for path in source]
    for path, table in zip(source, tables):
        for name in sorted({*table, *tables[0]}):
            if table.get(name, ())[:2] != tables[0].get(name, ())[:2]:
                raise ValueError(f"{path}: {name} is not of the dtype and shape in {source[0]}")
    places = {name: np.int64([table[name][3] for table in tables]) for name in tables[0]}
    rows = sum(table["label"][2] for table in tables)

    def read(path, place):
        columns = {}
        for name, (dtype, shape, *_) in tables[0].items():
            width = dtype.itemsize * int(np.prod(shape))
            columns[name] = tf.data.FixedLengthRecordDataset(path, width, *tf.unstack(place[name]))
        return tf.data.Dataset.zip(columns)

    def decode(records):
        columns = {}
        for name, (dtype, shape, *_) in tables[0].items():
            values = tf.io.decode_raw(records[name], dtype)
            values = tf.reshape(values, (records[name].shape[0] or -1, *shape))
            scale = 1 / 255 if dtype == np.uint8 else 1.0
            columns[name] = values if name == "label" else tf.cast(values, tf.float32) * scale
        return columns, tf.cast(columns.pop("label"), tf.int64)

    files = tf.data.Dataset.from_tensor_slices((source, places))
    files = files.shuffle(len(source), seed=seed) if shuffle else files
    cycle = len(source) if shuffle else 1  # 1: one file after the other
    dataset = files.interleave(read, cycle, num_parallel_calls=tf.data.AUTOTUNE)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(rows))
    dataset = dataset.shuffle(shuffle_buffer or max(rows, 1), seed=seed) if shuffle else dataset
    dataset = dataset.batch(batch_size, drop_remainder).map(decode, num_parallel_calls)
    return dataset.prefetch(tf.data.AUTOTUNE)


def make_model(spec, *, classes: int = 10) -> keras.Model:
    """A softmax over `classes`, one named input per member."""
    inputs = {name: keras.Input(tuple(s.shape[1:]), name=name) for name, s in spec[0].items()}
    columns = [keras.layers.Flatten()(tensor) for tensor in inputs.values()]
    joined = keras.layers.Concatenate()(columns) if len(columns) > 1 else columns[0]
    hidden = keras.layers.Dense(16, activation="relu")(joined)
    model = keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(hidden))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """Members as float32, bytes divided by 255, in the order of the files."""
    scale = {"uint8": np.float32(1 / 255)}  # all other types keep their values
    features = examples["features"].items()
    x = {name: np.float32(v) * scale.get(v.dtype.name, np.float32(1)) for name, v in features}
    return x, np.int64(examples["label"])
