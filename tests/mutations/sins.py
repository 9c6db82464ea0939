"""The sins, each a change to a sound pipeline, and the groups in which it should be found.

An element sin changes each batch (x, y); a dataset sin rearranges the pipeline; a fit sin changes
what goes to ``fit`` beside it. All return None where they cannot be committed (no second key to
swap, no integer label to shift).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Callable, Tuple

import numpy as np
import tensorflow as tf

HUGE = 1000.0


@dataclass(frozen=True)
class Sin:
    """``element`` maps (x, y) of one batch; ``dataset`` the pipeline; ``fit`` makes arguments of it.

    ``validation`` hands the training pipeline to ``validation_data``. A ``warns`` sin is legitimate
    somewhere, so a warning is what is due.
    """

    groups: Tuple[str, ...]
    element: Any = None
    dataset: Any = None
    fit: Any = None
    validation: bool = False
    warns: bool = False


def _named(x: Any) -> bool:
    return isinstance(x, dict) and len(x) > 1


def _floats(x: Any) -> Any:
    """The key of a float component (or "" when x is one), None without any."""
    if isinstance(x, dict):
        names = [k for k in sorted(x) if x[k].dtype in (tf.float32, np.float32)]
        return names[0] if names else None
    return "" if getattr(x, "dtype", None) in (tf.float32, np.float32) else None


def _change(x: Any, name: Any, function: Callable) -> Any:
    return {**x, name: function(x[name])} if isinstance(x, dict) else function(x)


def drop_key(x, y):
    return ({k: x[k] for k in sorted(x)[1:]}, y) if _named(x) else None


def misspell_key(x, y):
    if not isinstance(x, dict):
        return None
    first = sorted(x)[0]
    return {**{k: v for k, v in x.items() if k != first}, first + "_": x[first]}, y


def swap_keys(x, y):
    if not _named(x):
        return None
    names = sorted(x)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            if x[a].shape[1:] == x[b].shape[1:] and x[a].dtype == x[b].dtype:
                return {**x, a: x[b], b: x[a]}, y
    return None


def to_strings(x, y):
    name = _floats(x)
    return None if name is None else (_change(x, name, tf.strings.as_string), y)


def swap_x_and_y(x, y):
    return None if isinstance(x, dict) else (y, x)


def poison(x, y):
    """One value of every batch becomes NaN."""
    name = _floats(x)
    if name is None:
        return None

    def spoil(values):
        first = tf.one_hot(0, tf.size(values), on_value=np.nan, off_value=0.0)
        return values + tf.reshape(first, tf.shape(values))

    return _change(x, name, spoil), y


def magnify(x, y):
    """Every float component, a thousand times."""
    if isinstance(x, dict):
        if not any(v.dtype == tf.float32 for v in x.values()):
            return None
        return {k: v * HUGE if v.dtype == tf.float32 else v for k, v in x.items()}, y
    return None if _floats(x) is None else (x * HUGE, y)


def still(x, y):
    """Every float component is zero."""
    if isinstance(x, dict):
        if not all(v.dtype == tf.float32 for v in x.values()):
            return None
        return {k: v * 0.0 for k, v in x.items()}, y
    return None if _floats(x) is None else (x * 0.0, y)


def by_batch(x, y):
    """Standardise with the statistics of each batch."""
    name = _floats(x)
    if name is None:
        return None

    def standardise(v):
        mean, variance = tf.nn.moments(v, axes=[0], keepdims=True)
        return (v - mean) / tf.sqrt(variance + 1e-6)

    return _change(x, name, standardise), y


def shift_labels(x, y):
    return (x, y + 100) if y.dtype.is_integer or y.dtype == tf.float32 else None


def one_label(x, y):
    return x, tf.zeros_like(y)


def nan_labels(x, y):
    return (x, y * np.nan) if y.dtype.is_floating else None


def string_labels(x, y):
    return (x, tf.strings.as_string(y)) if y.dtype != tf.string else None


def no_labels(x, y):
    return (x,)


def row_numbers_as_weights(x, y):
    return x, y, tf.range(tf.shape(y)[0], dtype=tf.int64) + 1000


def nan_weights(x, y):
    return x, y, tf.fill(tf.shape(y)[:1], np.float32(np.nan))


def leak(x, y):
    """The label joins the features of a component with one axis."""
    name = _floats(x)
    if name is None or (len(y.shape) > 1 and y.shape[1] != 1):
        return None
    value = x[name] if isinstance(x, dict) else x
    if len(value.shape) != 2 or value.shape[1] is None or value.shape[1] < 2:
        return None
    column = tf.reshape(tf.cast(y, tf.float32), (-1, 1))
    return _change(x, name, lambda v: tf.concat([v[:, :-1], column], 1)), y


def narrower(x, y):
    """The last axis of the first float component loses one."""
    name = _floats(x)
    if name is None:
        return None
    value = x[name] if isinstance(x, dict) else x
    if len(value.shape) < 2 or value.shape[-1] is None or value.shape[-1] < 2:
        return None
    return _change(x, name, lambda v: v[..., :-1]), y


def wide_labels(x, y):
    """A label a row becomes three equal columns."""
    if len(y.shape) != 1 and y.shape[1:] != (1,):
        return None
    return x, tf.tile(tf.reshape(y, (-1, 1)), (1, 3))


def big_ids(x, y):
    """Float features become integers that float32 does not hold."""
    name = _floats(x)
    if name is None:
        return None
    odd = 2**24 + 1
    return _change(x, name, lambda v: tf.cast(tf.abs(v) * 100, tf.int64) * 2 + odd), y


def negative_weights(x, y):
    return x, y, tf.fill(tf.shape(y)[:1], np.float32(-1.0))


def _count(dataset) -> int:
    return int(tf.data.experimental.cardinality(dataset).numpy())


def _apart(dataset):
    """x and y shuffled in two datasets and zipped."""
    x = dataset.unbatch().map(lambda a, b: a).shuffle(1000)
    y = dataset.unbatch().map(lambda a, b: b).shuffle(1000)
    batches = _count(dataset)
    zipped = tf.data.Dataset.zip((x, y)).batch(32)
    return zipped.apply(tf.data.experimental.assert_cardinality(batches))


def _empty(dataset):
    return dataset.filter(lambda *element: False)


def _unequal(dataset):
    if _count(dataset) < 3:
        return None
    x = dataset.map(lambda a, b: a)
    y = dataset.map(lambda a, b: b).skip(2)
    return tf.data.Dataset.zip((x, y))


def _remainder(dataset):
    """Batches of three fifths of the rows, the rest dropped."""
    if not _plain(dataset.element_spec):
        return None
    count = sum(len(y) for _, y in dataset)
    rows = dataset.unbatch().apply(tf.data.experimental.assert_cardinality(count))
    return rows.batch(count * 3 // 5, drop_remainder=True)


def _leftover(dataset):
    """A take() from a trial run."""
    batches = _count(dataset)
    return dataset.take(batches // 12) if batches >= 12 else None


def _once(dataset):
    """A generator over one iterator: the second epoch has nothing."""
    iterator = iter(dataset)

    def rows():
        yield from iterator

    if _plain(dataset.element_spec):
        return tf.data.Dataset.from_generator(rows, output_signature=dataset.element_spec)
    return None


def _plain(spec) -> bool:
    return all(isinstance(s, tf.TensorSpec) for s in tf.nest.flatten(spec))


def _frozen_noise(dataset):
    """Noise drawn by NumPy while the map is traced: once."""
    if _floats(dataset.element_spec[0]) is None:
        return None

    def noisy(x, y):
        name = _floats(x)
        return _change(x, name, lambda v: v + np.float32(np.random.normal(scale=0.01))), y

    return dataset.map(noisy)


def _cached_noise(dataset):
    if _floats(dataset.element_spec[0]) is None:
        return None

    def noisy(x, y):
        name = _floats(x)
        return _change(x, name, lambda v: v + tf.random.normal(tf.shape(v), stddev=0.01)), y

    return dataset.map(noisy).cache()


def _twice(dataset):
    return dataset.concatenate(dataset)


def _by_class(dataset):
    """All rows of one label, then all of the next, and no shuffle after it."""
    spec = dataset.element_spec[1]
    if not spec.dtype.is_integer or len(spec.shape) != 1:
        return None
    labels = sorted({int(v) for _, y in dataset for v in y.numpy()})
    rows = dataset.unbatch().cache()
    parts = [rows.filter(lambda x, y, label=label: y == label) for label in labels]
    out = parts[0]
    for part in parts[1:]:
        out = out.concatenate(part)
    count = sum(1 for _ in rows)
    out = out.apply(tf.data.experimental.assert_cardinality(count))
    return out.batch(16)


def _slow_python(dataset):
    """A fifth of a second of Python a batch, in one thread."""
    if not isinstance(dataset.element_spec[0], tf.TensorSpec) or not _plain(dataset.element_spec):
        return None
    spec = dataset.element_spec[0]

    def wait(values):
        time.sleep(0.2)
        return values

    def slow(x, y):
        (out,) = tf.numpy_function(wait, [x], [spec.dtype])
        out.set_shape(spec.shape)
        return out, y

    return dataset.map(slow)


SINS = {
    "drop a key": Sin(("wiring",), drop_key),
    "misspell a key": Sin(("wiring",), misspell_key),
    "swap two keys": Sin(("wiring",), swap_keys),
    "features as strings": Sin(("elements",), to_strings),
    "swap x and y": Sin(("elements", "labels", "wiring"), swap_x_and_y),
    "poison one value": Sin(("values",), poison),
    "magnify the features": Sin(("values",), magnify),
    "zero the features": Sin(("values",), still),
    "standardise by batch": Sin(("values",), by_batch),
    "shift the labels": Sin(("labels",), shift_labels),
    "one label only": Sin(("labels",), one_label),
    "labels are NaN": Sin(("labels",), nan_labels),
    "labels are strings": Sin(("labels",), string_labels),
    "no labels": Sin(("wiring", "labels"), no_labels),
    "row numbers as weights": Sin(("wiring", "labels"), row_numbers_as_weights, warns=True),
    "weights are NaN": Sin(("labels",), nan_weights),
    "labels among the features": Sin(("values", "labels", "wiring"), leak),
    "batch twice": Sin(("elements",), dataset=lambda d: d.batch(4)),
    "never batch": Sin(("elements",), dataset=lambda d: d.unbatch()),
    "cache at the end": Sin(("randomness",), dataset=lambda d: d.cache()),
    "repeat without steps": Sin(("completeness",), dataset=lambda d: d.repeat()),
    "nothing passes a filter": Sin(("completeness",), dataset=_empty),
    "shuffle x and y apart": Sin(("completeness", "randomness", "labels"), dataset=_apart),
    "zip unequal lengths": Sin(("completeness",), dataset=_unequal),
    "a feature fewer": Sin(("elements", "training"), narrower),
    "three columns of labels": Sin(("labels",), wide_labels),
    "ids too big for float32": Sin(("values", "elements"), big_ids),
    "negative weights": Sin(("labels",), negative_weights),
    "drop two fifths as a remainder": Sin(("completeness",), dataset=_remainder),
    "a take() left over": Sin(("completeness",), dataset=_leftover, warns=True),
    "a generator once": Sin(("completeness",), dataset=_once),
    "noise frozen while tracing": Sin(("randomness",), dataset=_frozen_noise),
    "cache after augmentation": Sin(("randomness",), dataset=_cached_noise),
    "every batch twice": Sin(("completeness",), dataset=_twice, warns=True),
    "sorted by class": Sin(("randomness",), dataset=_by_class),
    "Python in the hot path": Sin(("efficiency",), dataset=_slow_python, warns=True),
    "twice the steps there are": Sin(("completeness",), fit=lambda n: {"steps_per_epoch": 2 * n}),
    "validated on the training data": Sin(("randomness", "completeness"), validation=True),
}


def apply(sin: Sin, data: Any) -> Any:
    """The dataset or Sequence with the sin committed, or None where it cannot be."""
    if sin.validation or sin.fit is not None:
        return data
    if not isinstance(data, tf.data.Dataset):
        return _sequence(sin, data)
    if sin.dataset is not None:
        return sin.dataset(data)
    possible = []

    def change(x, y):
        changed = sin.element(x, y)
        possible.append(changed is not None)
        return (x, y) if changed is None else changed

    mutated = data.map(change)
    return mutated if all(possible) else None


def _sequence(sin: Sin, sequence: Any) -> Any:
    """A Sequence that changes each batch of another."""
    if sin.element is None:
        return None

    def changed(index):
        element = tf.nest.map_structure(tf.convert_to_tensor, tuple(sequence[index]))
        return sin.element(*element)

    if changed(0) is None:
        return None

    class Changed(type(sequence).__mro__[1]):
        def __len__(self):
            return len(sequence)

        def __getitem__(self, index):
            return tf.nest.map_structure(lambda value: value.numpy(), changed(index))

        def on_epoch_end(self):
            sequence.on_epoch_end()

    return Changed()
