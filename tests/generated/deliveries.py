"""Sound ways to give rows to fit: one function a way.

Each takes the rows as a tuple (x, y) or (x, y, weights), a `Way`, and returns what ``fit`` takes.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict

import numpy as np
import tensorflow as tf
from tensorflow import keras

Sequence = getattr(keras.utils, "PyDataset", keras.utils.Sequence)


@dataclass
class Way:
    """How the rows are to go: sizes and options."""

    batch: int
    shuffle: bool
    cache: bool
    drop_remainder: bool
    seed: int
    augment: Any = None


def take(parts: Any, rows: Any) -> Any:
    """The rows of each array."""
    return tf.nest.map_structure(lambda array: array[rows], parts)


def count(parts: Any) -> int:
    """How many examples there are."""
    return len(tf.nest.flatten(parts)[0])


def spec(parts: Any) -> Any:
    """What one example is."""
    return tf.nest.map_structure(lambda a: tf.TensorSpec(a.shape[1:], a.dtype), parts)


def _finish(dataset: Any, rows: int, way: Way) -> Any:
    """Cache, shuffle, augment, batch, prefetch: of a dataset of examples."""
    dataset = dataset.cache() if way.cache else dataset
    dataset = dataset.shuffle(rows) if way.shuffle else dataset
    if way.augment is not None:
        dataset = dataset.map(lambda x, y, *w: (*way.augment(x, y), *w), tf.data.AUTOTUNE)
    return dataset.batch(way.batch, way.drop_remainder).prefetch(tf.data.AUTOTUNE)


def slices(parts: Any, way: Way) -> Any:
    """from_tensor_slices, and what follows by the book."""
    return _finish(tf.data.Dataset.from_tensor_slices(parts), count(parts), way)


def generator(parts: Any, way: Way) -> Any:
    """from_generator, example by example."""
    rows = count(parts)

    def examples() -> Any:
        for row in range(rows):
            yield take(parts, row)

    dataset = tf.data.Dataset.from_generator(examples, output_signature=spec(parts))
    return _finish(dataset.apply(tf.data.experimental.assert_cardinality(rows)), rows, way)


def batches(parts: Any, way: Way) -> Any:
    """from_generator of whole batches in an order drawn anew in each epoch."""
    rows = count(parts)
    ends = rows - rows % way.batch if way.drop_remainder else rows

    def read() -> Any:
        order = np.random.permutation(rows) if way.shuffle else np.arange(rows)
        for start in range(0, ends, way.batch):
            yield take(parts, order[start : start + way.batch])

    signature = tf.nest.map_structure(
        lambda s: tf.TensorSpec((None, *s.shape), s.dtype), spec(parts)
    )
    dataset = tf.data.Dataset.from_generator(read, output_signature=signature)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(-(-ends // way.batch)))
    return dataset.prefetch(tf.data.AUTOTUNE)


def index(parts: Any, way: Way) -> Any:
    """Shuffled numbers, and a gather for each batch."""
    rows = count(parts)
    tensors = tf.nest.map_structure(tf.constant, parts)
    numbers = tf.data.Dataset.range(rows)
    numbers = numbers.shuffle(rows) if way.shuffle else numbers
    numbers = numbers.batch(way.batch, way.drop_remainder)

    def gather(rows: Any) -> Any:
        return tf.nest.map_structure(lambda t: tf.gather(t, rows), tensors)

    return numbers.map(gather, tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


class Batches(Sequence):
    """Batch by number, in an order that is drawn anew after each epoch."""

    def __init__(self, parts: Any, way: Way) -> None:
        super().__init__()
        self.parts, self.way, self.rows = parts, way, count(parts)
        self.random = np.random.RandomState(way.seed)
        self.on_epoch_end()

    def on_epoch_end(self) -> None:
        self.order = np.arange(self.rows)
        if self.way.shuffle:
            self.random.shuffle(self.order)

    def __len__(self) -> int:
        whole, rest = divmod(self.rows, self.way.batch)
        return whole + bool(rest and not self.way.drop_remainder)

    def __getitem__(self, number: int) -> Any:
        if not 0 <= number < len(self):
            raise IndexError(number)
        start = number * self.way.batch
        return take(self.parts, self.order[start : start + self.way.batch])


def files(parts: Any, way: Way) -> Any:
    """TFRecord files, read in turns."""
    leaves = tf.nest.flatten(parts)
    folder = Path(tempfile.mkdtemp(prefix="generated-"))
    paths = [str(folder / f"part-{number:05d}.tfrecord") for number in range(4)]
    for path, rows in zip(paths, np.array_split(np.arange(count(parts)), len(paths))):
        with tf.io.TFRecordWriter(path) as writer:
            for row in rows:
                feature = {
                    str(i): tf.train.Feature(
                        bytes_list=tf.train.BytesList(
                            value=[tf.io.serialize_tensor(tf.constant(leaf[row])).numpy()]
                        )
                    )
                    for i, leaf in enumerate(leaves)
                }
                example = tf.train.Example(features=tf.train.Features(feature=feature))
                writer.write(example.SerializeToString())
    one = tf.nest.flatten(spec(parts))
    fields = {str(i): tf.io.FixedLenFeature([], tf.string) for i in range(len(one))}

    def parse(record: Any) -> Any:
        read = tf.io.parse_single_example(record, fields)
        values = [
            tf.ensure_shape(tf.io.parse_tensor(read[str(i)], s.dtype), s.shape)
            for i, s in enumerate(one)
        ]
        return tf.nest.pack_sequence_as(spec(parts), values)

    dataset = tf.data.Dataset.from_tensor_slices(paths)
    dataset = dataset.interleave(tf.data.TFRecordDataset, cycle_length=4 if way.shuffle else 1)
    dataset = dataset.map(parse, tf.data.AUTOTUNE)
    rows = count(parts)
    return _finish(dataset.apply(tf.data.experimental.assert_cardinality(rows)), rows, way)


DELIVERIES: Dict[str, Callable[[Any, Way], Any]] = {
    "slices": slices,
    "generator": generator,
    "batches": batches,
    "index": index,
    "sequence": Batches,
    "files": files,
}
