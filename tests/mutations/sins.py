"""The sins, each a change to a sound pipeline, and the groups in which it should be found.

An element sin changes each batch (x, y); a dataset sin rearranges the pipeline. Both return None
where they cannot be committed (no second key to swap, no integer label to shift).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Tuple

import numpy as np
import tensorflow as tf

HUGE = 1000.0


@dataclass(frozen=True)
class Sin:
    """``element`` maps (x, y) of one batch; ``dataset`` maps the pipeline."""

    groups: Tuple[str, ...]
    element: Any = None
    dataset: Any = None


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
    x, y = dataset.map(lambda a, b: a), dataset.map(lambda a, b: b).skip(2)
    return tf.data.Dataset.zip((x, y))


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
    "row numbers as weights": Sin(("wiring", "labels"), row_numbers_as_weights),
    "weights are NaN": Sin(("labels",), nan_weights),
    "labels among the features": Sin(("values", "labels", "wiring"), leak),
    "batch twice": Sin(("elements",), dataset=lambda d: d.batch(4)),
    "never batch": Sin(("elements",), dataset=lambda d: d.unbatch()),
    "cache at the end": Sin(("randomness",), dataset=lambda d: d.cache()),
    "repeat without steps": Sin(("completeness",), dataset=lambda d: d.repeat()),
    "nothing passes a filter": Sin(("completeness",), dataset=_empty),
    "shuffle x and y apart": Sin(("completeness", "randomness", "labels"), dataset=_apart),
    "zip unequal lengths": Sin(("completeness",), dataset=_unequal),
}


def apply(sin: Sin, dataset: Any) -> Any:
    """The dataset with the sin committed, or None where it cannot be."""
    if sin.dataset is not None:
        return sin.dataset(dataset)
    possible = []

    def change(x, y):
        changed = sin.element(x, y)
        possible.append(changed is not None)
        return (x, y) if changed is None else changed

    mutated = dataset.map(change)
    return mutated if all(possible) else None
