"""What came out of a pipeline as rows, and whether these are the wanted rows.

This file, `_inputs`, `_template`, `_judge` and `_again` need TensorFlow, NumPy and each other only:
every counterexample script carries a copy of them, so that what it says is what the kit said.
"""

from __future__ import annotations

import collections
import contextlib
import time

import numpy as np
import tensorflow as tf

# A pipeline that yields this many batches for each example, and for ten more, will not end.
MOST_BATCHES = 10
# How far a number may be from the oracle's, relative and absolute: a few units in the last place,
# for TensorFlow and NumPy add in different orders. A template's own TOLERANCE goes first.
TOLERANCES = {"float64": (1e-9, 1e-9), "float16": (1e-2, 1e-3), "bfloat16": (2e-2, 1e-2)}
TOLERANCE = (1e-5, 1e-6)
# What `costs` are measured with; time.process_time tells them on a busy machine.
CLOCK = time.perf_counter
ROLES = ("x", "y", "sample_weight", "part3", "part4")


class Broken(Exception):
    """A property of a template that does not hold, and how that showed."""

    def __init__(self, name, message):
        super().__init__(message)
        self.name, self.message = name, message


@contextlib.contextmanager
def timed(spent, part):
    """Add the seconds of the block to `spent[part]`."""
    start = CLOCK()
    try:
        yield
    finally:
        spent[part] = spent.get(part, 0.0) + CLOCK() - start


def leaves(nest, path=""):
    """(path, leaf) of nested dicts, tuples and lists, keys in sorted order as Keras takes them."""
    if isinstance(nest, dict):
        return [pair for key in sorted(nest) for pair in leaves(nest[key], f"{path}[{key!r}]")]
    if isinstance(nest, (tuple, list)):
        return [pair for i, part in enumerate(nest) for pair in leaves(part, f"{path}[{i}]")]
    return [(path, nest)]


def roles(nest):
    """(path, leaf) as Keras unpacks an element: x, y and sample_weight."""
    parts = nest if isinstance(nest, tuple) else (nest,)
    return [pair for name, part in zip(ROLES, parts) for pair in leaves(part, name)]


def as_rows(leaf):
    """A batch of one component: an array, or a list of rows where their shapes differ."""
    if isinstance(leaf, tf.RaggedTensor):
        return [row.to_list() if isinstance(row, tf.RaggedTensor) else row.numpy() for row in leaf]
    if isinstance(leaf, tf.SparseTensor):
        leaf = tf.sparse.to_dense(leaf)
    return leaf.numpy() if hasattr(leaf, "numpy") else np.asarray(leaf)


def is_dataset(pipeline):
    return isinstance(pipeline, tf.data.Dataset)


def quick(dataset):
    """The same dataset without tuning while it runs, which costs more than a small epoch."""
    if not is_dataset(dataset):
        return dataset
    options = tf.data.Options()
    if hasattr(options, "autotune"):
        options.autotune.enabled = False
    else:
        options.experimental_optimization.autotune = False
    options.experimental_optimization.apply_default_optimizations = False
    return dataset.with_options(options)


def epoch(dataset, examples):
    """The batches of one epoch as [(path, rows), ...], and the first element as it came."""
    most = MOST_BATCHES * (count(examples) + 10)
    batches, first = [], None
    by_number = hasattr(dataset, "__getitem__") and not is_dataset(dataset)
    items = map(dataset.__getitem__, range(len(dataset))) if by_number else dataset
    for item in items:
        first = item if first is None else first
        batches.append([(path, as_rows(leaf)) for path, leaf in roles(item)])
        if len(batches) > most:
            raise Broken("length", f"an epoch of {count(examples)} examples does not end")
    if hasattr(dataset, "on_epoch_end"):
        dataset.on_epoch_end()
    return batches, first


def count(examples):
    """Number of examples; a list of arrays is one ragged component."""
    while isinstance(examples, (dict, tuple)):
        examples = next(iter(examples.values() if isinstance(examples, dict) else examples))
    return len(examples)


def joined(batches):
    """{path: rows of the whole epoch}."""
    columns: dict = collections.OrderedDict()
    for path in [path for path, _ in batches[0]] if batches else []:
        parts = [dict(batch)[path] for batch in batches]
        arrays = all(isinstance(part, np.ndarray) for part in parts)
        if arrays and len({(part.dtype, part.shape[1:]) for part in parts}) == 1:
            columns[path] = np.concatenate(parts)
        else:
            columns[path] = [row for part in parts for row in part]
    return columns


def as_columns(nest, element):
    """{path: rows} of what `expected` returned, taken apart as the first element is.

    A list of arrays where an element has one component is ragged. Without an element every list
    of arrays is.
    """
    columns: dict = collections.OrderedDict()

    def walk(part, like, path):
        if isinstance(part, dict) and (like is None or isinstance(like, dict)):
            keys = sorted(part)
            if like is not None and keys != sorted(like):
                raise Broken("contents", f"{path} holds {sorted(like)}, expected {keys}")
            for name in keys:
                walk(part[name], None if like is None else like[name], f"{path}[{name!r}]")
        elif isinstance(part, tuple) and (like is None or isinstance(like, (tuple, list))):
            if like is not None and len(part) != len(like):
                raise Broken("contents", f"{path} has {len(like)} parts, expected {len(part)}")
            for index, one in enumerate(part):
                walk(one, None if like is None else like[index], f"{path}[{index}]")
        elif isinstance(like, (dict, tuple, list)):
            raise Broken("contents", f"{path} is a {type(like).__name__}, expected one component")
        else:
            columns[path] = part if isinstance(part, list) else np.asarray(part)

    parts = nest if isinstance(nest, tuple) else (nest,)
    likes = element if isinstance(element, tuple) else (element,)
    if element is not None and len(parts) != len(likes):
        raise Broken("contents", f"an element has {len(likes)} parts, expected {len(parts)}")
    for index, part in enumerate(parts):
        walk(part, None if element is None else likes[index], ROLES[index])
    return columns


def dtype_of(rows):
    """The name of the dtype, "string" for every kind of string."""
    if not isinstance(rows, np.ndarray):
        rows = np.asarray(rows[0]) if len(rows) else np.zeros(0)
    return "string" if rows.dtype.kind in "OSU" else rows.dtype.name


def text(rows):
    """Strings as bytes, whatever kind of strings they were."""
    array = np.asarray(rows)
    if array.dtype.kind not in "OSU":
        return array
    flat = [s.encode("utf-8") if isinstance(s, str) else s for s in array.ravel().tolist()]
    plain_bytes = np.empty(len(flat), dtype=object)
    plain_bytes[:] = flat
    return plain_bytes.reshape(array.shape)


def alike(left, right, tolerance):
    """Whether two arrays hold the same values, NaN equal to NaN, floats within a tolerance."""
    left, right = text(left), text(right)
    if left.shape != right.shape:
        return False
    if left.dtype.kind in "biuO" and right.dtype.kind in "biuO":
        return bool(np.array_equal(left, right))
    relative, absolute = tolerance
    kind = "complex128" if "c" in left.dtype.kind + right.dtype.kind else "float64"
    return bool(
        np.allclose(left.astype(kind), right.astype(kind), relative, absolute, equal_nan=True)
    )


def key(row):
    row = text(row)
    return repr(row.tolist()) if row.dtype == object else row.tobytes()


def unmatched(actual, wanted, tolerances):
    """Indices of the actual rows, and of the wanted ones, that have no partner on the other side.

    Equal rows are paired first; the rest by a maximum matching of rows within the tolerance, so
    that rounding never reads as a loss.
    """
    free = collections.defaultdict(list)
    for index in range(length(wanted)):
        free[tuple(key(rows[index]) for rows in wanted.values())].append(index)
    extra = []
    for index in range(length(actual)):
        same = free.get(tuple(key(rows[index]) for rows in actual.values()))
        if same:
            same.pop()
        else:
            extra.append(index)
    missing = sorted(index for indices in free.values() for index in indices)
    partners: dict = {}

    def place(mine, tried):
        for other in missing:
            if other in tried or not all(
                alike(actual[path][mine], wanted[path][other], tolerances[path]) for path in actual
            ):
                continue
            tried.add(other)
            if other not in partners or place(partners[other], tried):
                partners[other] = mine
                return True
        return False

    extra = [mine for mine in extra if not place(mine, set())]
    return extra, [other for other in missing if other not in partners]


def length(columns):
    return len(next(iter(columns.values()))) if columns else 0


def shown(columns, index):
    row = ", ".join(f"{path}={np.asarray(rows[index]).tolist()}" for path, rows in columns.items())
    return row if len(row) < 200 else row[:200] + "..."


def compare(name, actual, wanted, *, ordered, tolerance=None, subset=False, against="expected"):
    """Raise `Broken` unless the rows are the wanted ones, as a multiset and in order."""
    if length(actual) and list(actual) != list(wanted):
        raise Broken(name, f"the elements hold {list(actual)}, {against} {list(wanted)}")
    tolerances = {}
    for path, rows in actual.items():
        tolerances[path] = tolerance or TOLERANCES.get(dtype_of(rows), TOLERANCE)
        if length(wanted) and dtype_of(rows) != dtype_of(wanted[path]):
            raise Broken(name, f"{path} is {dtype_of(rows)}, {against} {dtype_of(wanted[path])}")
    used = {path: rows[: length(actual)] for path, rows in wanted.items()} if subset else wanted
    same_length = length(actual) == length(used)
    if same_length and all(everywhere(actual[p], used[p], tolerances[p]) for p in actual):
        return
    extra, missing = unmatched(actual, wanted, tolerances)
    if extra or (missing and not subset):
        parts = [f"{length(actual)} examples came, {against} {length(wanted)}"]
        parts += [f"missing: {shown(wanted, missing[0])}"] if missing and not subset else []
        parts += [f"not wanted: {shown(actual, extra[0])}"] if extra else []
        raise Broken(name, "; ".join(parts))
    if ordered:
        first = next(
            index
            for index in range(length(actual))
            if not all(alike(actual[p][index], used[p][index], tolerances[p]) for p in actual)
        )
        raise Broken(
            "order",
            f"shuffle is off, and example {first} is {shown(actual, first)} instead of "
            f"{shown(used, first)}",
        )


def everywhere(left, right, tolerance):
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return alike(left, right, tolerance)
    return all(alike(mine, other, tolerance) for mine, other in zip(left, right))
