"""The kinds of pipeline fit takes, and how to read, bound and describe each."""

from __future__ import annotations

import inspect
from typing import Any, Dict, FrozenSet, Iterator

from conformance import compat
from conformance.structure import flatten, roles_of, transform

DEFAULT_BATCH = 32  # fit's batch size for arrays when none is given
MOST_PARTS = 16  # a container of more than these holds rows, not arrays


def kind_of(pipeline: Any) -> str:
    """dataset | sequence | generator | iterator | arrays | other."""
    if compat.is_dataset(pipeline):
        return "dataset"
    if isinstance(pipeline, compat.sequence_types()):
        return "sequence"
    if inspect.isgenerator(pipeline):
        return "generator"
    if hasattr(pipeline, "__next__") and hasattr(pipeline, "__iter__"):
        return "iterator"
    if _is_arrays(pipeline):
        return "arrays"
    return "other"


def _is_arrays(pipeline: Any) -> bool:
    if hasattr(pipeline, "shape") and hasattr(pipeline, "dtype"):
        return True
    if not isinstance(pipeline, (tuple, list, dict)) or not len(pipeline):
        return False
    return all(hasattr(leaf, "shape") and hasattr(leaf, "dtype") for leaf in flatten(pipeline))


def accepted_by_fit(pipeline: Any, kind: str) -> bool:
    """Whether this Keras' fit has an adapter for it.

    Keras 2 takes anything with ``__next__``; Keras 3 only real generators
    (``keras/src/trainers/data_adapters/__init__.py``).
    """
    if kind == "iterator":
        return compat.keras_generation() == 2
    return kind != "other"


def held_rows(generator: Any) -> FrozenSet[int]:
    """Lengths of the arrays and lists that a generator's code names, or its ``self`` holds."""
    frame = getattr(generator, "gi_frame", None)
    if frame is None:
        return frozenset()
    values = list(frame.f_locals.values())
    named = (frame.f_globals.get(name) for name in frame.f_code.co_names)
    values += [v for v in named if hasattr(v, "shape") and not inspect.ismodule(v)]  # np.shape
    for value in list(values):
        if isinstance(value, (tuple, list, dict)) and len(value) <= MOST_PARTS:
            values += value.values() if isinstance(value, dict) else value
        elif hasattr(value, "__dict__") and not hasattr(value, "shape"):
            values += vars(value).values()
    held = [value for value in values if hasattr(value, "shape") or isinstance(value, list)]
    return frozenset(map(_rows, held)) - {0, 1}


def _rows(value: Any) -> int:
    if isinstance(value, list):
        return len(value)
    shape = compat.shape_of(value.shape)
    return int(shape[0] or 0) if shape else 0


def elements_of(pipeline: Any, kind: str, fit: Dict[str, Any]) -> Iterator[Any]:
    """An iterable of elements as fit would read them."""
    if kind == "sequence":
        return (pipeline[i] for i in range(len(pipeline)))
    if kind == "arrays":
        return iter(as_dataset(pipeline, fit))
    if kind == "other":
        return iter(pipeline)
    return pipeline


def as_dataset(arrays: Any, fit: Dict[str, Any]) -> Any:
    """The batches that fit would cut from the arrays.

    tf.data stacks a list to one array; for Keras it is several, and a bare one is x.
    """
    dataset = compat.tensorflow().data.Dataset.from_tensor_slices(_given(arrays))
    return dataset.batch(batch_size(fit))


def batch_of(arrays: Any, fit: Dict[str, Any], number: int) -> Any:
    """The batch of this number alone, as NumPy cuts it."""
    size = batch_size(fit)
    part = slice(number * size, (number + 1) * size)
    return transform(lambda leaf: leaf[part], _given(arrays))


def batch_size(fit: Dict[str, Any]) -> int:
    return int(fit.get("batch_size") or DEFAULT_BATCH)


def _given(arrays: Any) -> Any:
    return (_tuples(arrays),) if isinstance(arrays, list) else _tuples(arrays)


def first_axis(arrays: Any) -> int:
    """How many examples the arrays hold."""
    leaves = flatten(arrays) if not hasattr(arrays, "shape") else [arrays]
    return _rows(leaves[0]) if leaves else 0


def _tuples(nest: Any) -> Any:
    if isinstance(nest, dict):
        return {key: _tuples(value) for key, value in nest.items()}
    if type(nest) in (list, tuple):
        return tuple(map(_tuples, nest))
    return nest


def bounded(pipeline: Any, kind: str, batches: int, fit: Dict[str, Any]) -> Any:
    """At most ``batches`` batches an epoch, of a kind that fit treats like the original."""
    if kind == "dataset":
        return pipeline.take(batches)
    if kind == "arrays":
        return as_dataset(pipeline, fit).take(batches)
    if kind == "sequence":
        return _shortened(pipeline, batches)
    return pipeline  # a generator is bounded by the step counts given to fit


def _shortened(sequence: Any, batches: int) -> Any:
    """The same object with a shorter ``__len__``: its class is replaced by a subclass."""
    if len(sequence) <= batches:
        return sequence
    own = type(sequence)
    short = type(own.__name__, (own,), {"__len__": lambda self: batches})
    sequence.__class__ = short
    return sequence


def features_of(element: Any, *, lists: bool) -> Any:
    """The x part of an element, as Keras unpacks it."""
    parts, _ = roles_of(element, list_is_tuple=lists)
    return parts[0][1]


def type_spec(pipeline: Any, first: Any) -> Any:
    """The element spec for a template's make_model: declared, or with the batch axis opened."""
    if compat.is_dataset(pipeline):
        return pipeline.element_spec
    tf = compat.tensorflow()

    def leaf(value: Any) -> Any:
        tensor = tf.convert_to_tensor(value)
        return tf.TensorSpec([None, *tensor.shape.as_list()[1:]], tensor.dtype)

    return transform(leaf, tuple(first) if isinstance(first, list) else first)
