"""Judge one template on one source of examples.

This file stands alone: it needs TensorFlow, NumPy and the standard library, and every
counterexample script carries a copy of it, so that what the script says is what the kit said.

A property is broken by raising `Broken`; `judge` and `judge_fit` return the names of those that
were judged and hold.
"""

from __future__ import annotations

import collections
import contextlib
import inspect
import os
import tempfile
import time
import traceback
import warnings

import numpy as np
import tensorflow as tf

DEFAULT_BATCH = 32  # where make_dataset has no batch_size of its own
# A pipeline that yields this many batches for each example, and a few more, will not end.
MOST_BATCHES = 10
# How far a number may be from the oracle's, relative and absolute: a few units in the last place,
# for TensorFlow and NumPy add in different orders. A template's own TOLERANCE goes first.
TOLERANCES = {"float64": (1e-9, 1e-9), "float16": (1e-2, 1e-3), "bfloat16": (2e-2, 1e-2)}
TOLERANCE = (1e-5, 1e-6)
# Exceptions that say nothing to whoever gave the data: Python tripped, nobody refused.
CRASHES = (ArithmeticError, AttributeError, LookupError, NameError, RuntimeError, StopIteration)
# Mutation -> (must it be refused, words of which a refusal has one).
REFUSALS = {
    "batch_size=0": (True, ("batch",)),
    "batch_size=-1": (True, ("batch",)),
    "one label missing": (
        True,
        ("length", "dimension", "shape", "size", "rows", "number", "label", "count", "match"),
    ),
    "a name with a slash": (False, ("/",)),
}
EMPTY = ("empty", "no ", "zero", "at least", "without", "0 ", "nothing", "none")


class Broken(Exception):
    """A property of a template that does not hold, and how that showed."""

    def __init__(self, name, message):
        super().__init__(message)
        self.name, self.message = name, message


@contextlib.contextmanager
def timed(spent, part):
    """Add the seconds of the block to `spent[part]`."""
    start = time.perf_counter()
    try:
        yield
    finally:
        spent[part] = spent.get(part, 0.0) + time.perf_counter() - start


# --- templates ------------------------------------------------------------------------------------


def parameters(template):
    """The arguments of make_dataset that can be given by name, and their defaults."""
    found = inspect.signature(template.make_dataset).parameters.values()
    named = [one for one in found if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    return {one.name: one.default for one in named[1:]}


def plain(template):
    """The options for which `expected` tells the contents: PLAIN, or augment=False."""
    known = parameters(template)
    given = getattr(template, "PLAIN", {"augment": False})
    return {name: value for name, value in given.items() if name in known}


def batch_size_of(template, options):
    """The batch size that these options ask for; None if the template has no such argument."""
    if "batch_size" not in parameters(template):
        return None
    default = parameters(template)["batch_size"]
    return options.get("batch_size", DEFAULT_BATCH if default is inspect.Parameter.empty else default)


def in_order(template, options):
    """Whether the order of the examples is promised; None if the template does not say."""
    known = parameters(template)
    if options.get("deterministic", True) is False:
        return False
    if "shuffle" in known:
        return not options.get("shuffle", known["shuffle"])
    return getattr(template, "ORDERED", None)


@contextlib.contextmanager
def prepared(template, examples, options, spent, source_options=None):
    """Write the source in a folder of its own and yield the pipeline."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = examples
        if hasattr(template, "make_source"):
            with timed(spent, "source"):
                source = template.make_source(folder, examples, **(source_options or {}))
        with timed(spent, "build"):
            dataset = template.make_dataset(source, **{**plain(template), **options})
        yield dataset


def said(error, template):
    """An exception as one line, with the innermost line of the template that it passed."""
    lines = traceback.extract_tb(error.__traceback__)
    own = [line for line in lines if line.filename == code_file(template)]
    where = f" at line {own[-1].lineno}, `{own[-1].line}`" if own else ""
    text = " ".join(str(error).split()) or "without a message"
    return f"{type(error).__name__}{where}: {text[:300]}"


def code_file(template):
    """The file name under which the code of a template was compiled."""
    return inspect.unwrap(template.make_dataset).__code__.co_filename


def refuses(error, template, words):
    """Whether an exception is a refusal with a clear message by the right party.

    The template's own `raise`, TensorFlow and Keras are right; an error from deep inside NumPy or
    Python is a crash, whatever it says.
    """
    innermost = traceback.extract_tb(error.__traceback__)[-1].filename
    parties = (f"{os.sep}tensorflow", f"{os.sep}keras", "autograph")
    right = innermost == code_file(template) or any(party in innermost for party in parties)
    own = isinstance(error, tf.errors.OpError)
    crash = isinstance(error, CRASHES) and not own
    return right and not crash and any(word in str(error).lower() for word in words)


# --- elements as arrays ---------------------------------------------------------------------------


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
    names = ("x", "y", "sample_weight", *(f"part{i}" for i in range(3, len(parts))))
    return [pair for name, part in zip(names, parts) for pair in leaves(part, name)]


def as_rows(leaf):
    """A batch of one component: an array, or a list of rows where their shapes differ."""
    if isinstance(leaf, tf.RaggedTensor):
        rows = [row.to_list() if isinstance(row, tf.RaggedTensor) else row.numpy() for row in leaf]
        return rows
    if isinstance(leaf, tf.SparseTensor):
        leaf = tf.sparse.to_dense(leaf)
    return leaf.numpy() if hasattr(leaf, "numpy") else np.asarray(leaf)


def is_sequence(dataset):
    return hasattr(dataset, "__getitem__") and hasattr(dataset, "__len__")


def quick(dataset):
    """The same dataset without tuning while it runs, which costs more than a small epoch."""
    if not isinstance(dataset, tf.data.Dataset):
        return dataset
    options = tf.data.Options()
    if hasattr(options, "autotune"):
        options.autotune.enabled = False
    else:
        options.experimental_optimization.autotune = False
    options.experimental_optimization.apply_default_optimizations = False
    return dataset.with_options(options)


def epoch(dataset, examples):
    """The batches of one epoch as [(path, rows), ...]."""
    most = MOST_BATCHES * (count(examples) + 10)
    batches = []
    items = map(dataset.__getitem__, range(len(dataset))) if is_sequence(dataset) else dataset
    for item in items:
        batches.append([(path, as_rows(leaf)) for path, leaf in roles(item)])
        if len(batches) > most:
            raise Broken("length", f"an epoch of {count(examples)} examples does not end")
    if hasattr(dataset, "on_epoch_end"):
        dataset.on_epoch_end()
    return batches


def count(examples):
    """Number of examples; a list of arrays is one ragged component."""
    while isinstance(examples, (dict, tuple)):
        examples = next(iter(examples.values() if isinstance(examples, dict) else examples))
    return len(examples)


def joined(batches):
    """{path: rows of the whole epoch}."""
    columns = collections.OrderedDict()
    for path in [path for path, _ in batches[0]] if batches else []:
        parts = [dict(batch)[path] for batch in batches]
        arrays = all(isinstance(part, np.ndarray) for part in parts)
        if arrays and len({(part.dtype, part.shape[1:]) for part in parts}) == 1:
            columns[path] = np.concatenate(parts)
        else:
            columns[path] = [row for part in parts for row in part]
    return columns


def dtype_of(rows):
    """The name of the dtype, "string" for every kind of string."""
    if not isinstance(rows, np.ndarray):
        rows = np.asarray(rows[0]) if len(rows) else np.zeros(0)
    return "string" if rows.dtype.kind in "OSU" else rows.dtype.name


# --- comparison -----------------------------------------------------------------------------------


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
    partners = {}

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
            raise Broken(
                name, f"{path} is {dtype_of(rows)}, {against} {dtype_of(wanted[path])}"
            )
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


# --- what the model takes -------------------------------------------------------------------------


def shape_of(thing):
    """Shape as a tuple with None for what is unknown; None if the rank is."""
    shape = thing.shape
    if shape is None or getattr(shape, "rank", 0) is None:
        return None
    return tuple(None if size is None else int(size) for size in tuple(shape))


def spec_of(dataset, batches):
    """What the pipeline declares; of one that declares nothing, its first batch."""
    declared = getattr(dataset, "element_spec", None)
    if declared is not None or not batches:
        return declared
    parts = collections.defaultdict(list)
    for path, rows in batches[0]:
        shape = (None, *np.shape(rows)[1:])
        dtype = "string" if dtype_of(rows) == "string" else np.asarray(rows).dtype
        parts[path.split("[")[0]].append((path, tf.TensorSpec(shape, dtype)))
    return tuple(
        specs[0][1] if specs[0][0] == role else {eval(path[len(role) :])[0]: s for path, s in specs}
        for role, specs in parts.items()
    )
