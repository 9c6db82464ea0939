"""A Sequence / PyDataset asked by index, as Keras' workers will ask it."""

from __future__ import annotations

import multiprocessing
import pickle
import random
from typing import Any, FrozenSet, List, Tuple

import numpy as np

from conformance import compat
from conformance.observe import hashing
from conformance.observe.elements import as_array
from conformance.observe.guard import guard
from conformance.observe.specs import value_facts
from conformance.records import SequenceFacts
from conformance.structure import flatten

PROBED = 4  # indices asked again
COPIED = 64 * 2**20  # bytes of an array that are compared before and after


def observe(sequence: Any) -> SequenceFacts:
    """Facts about indexing: repeatable, in range, complete, picklable, random state."""
    initialised = compat.calls_parent(sequence)  # before any property is read
    facts = SequenceFacts(length=len(sequence), type_name=type(sequence).__name__)
    facts.super_called = initialised
    facts.workers, facts.multiprocessing = compat.worker_settings(sequence)
    chosen = multiprocessing.get_start_method(allow_none=True)  # asking for it would fix it
    facts.start_method = chosen or multiprocessing.get_all_start_methods()[0]
    facts.has_epoch_end = compat.overrides_epoch_end(sequence)
    try:
        pickle.dumps(sequence)
    except Exception as error:  # any class may refuse in its own way; the text is the record
        facts.pickle_failure = f"{type(error).__name__}: {error}"
        facts.unpicklable = _unpicklable(sequence)
    facts.source_rows, facts.source_names = _source_rows(sequence)
    facts.orders = _orders(sequence, facts.source_rows)
    _ask(sequence, facts)
    if facts.index_failure is None and facts.length:
        _random_state(sequence, facts)
        facts.written = _written(sequence)
    return facts


def _unpicklable(sequence: Any) -> Any:
    for name, value in vars(sequence).items():
        try:
            pickle.dumps(value)
        except Exception:  # any class may refuse in its own way
            return name
    return None


def _written(sequence: Any) -> Any:
    """The array that reading a batch changes; put back as it was.

    All batches were read before, so a cache that fills up has filled; orders of rows (whole numbers
    on one axis) may be shuffled as the class likes.
    """
    arrays = {
        name: value
        for name, value in vars(sequence).items()
        if isinstance(value, np.ndarray) and 0 < value.nbytes <= COPIED and value.flags.writeable
        if value.dtype != object and not (value.ndim == 1 and value.dtype.kind in "iu")
    }
    before = {name: value.copy() for name, value in arrays.items()}
    size = 0
    with guard("elements"):
        for _ in range(3):  # a random flip in place may leave it as it was
            size = _size(sequence[0])
    changed = [n for n, value in arrays.items() if value.tobytes() != before[n].tobytes()]
    for name in changed:
        arrays[name][...] = before[name]
    return next((n for n in changed if len(arrays[n]) > size), None)  # a batch's buffer may change


def _digest(batch: Any) -> Tuple[int, ...]:
    out = []
    for value in flatten(batch):
        if value is None:
            continue
        array = as_array(value, value_facts(value)[2])
        out.append(tuple(hashing.rows(array).tolist()) if array.ndim else (hash(array.item()),))
    return tuple(hash(part) for part in out)


def _size(batch: Any) -> int:
    for value in flatten(batch):
        shape = value_facts(value)[0] if value is not None else None
        if shape:
            return int(shape[0] or 0)
    return 0


def _ask(sequence: Any, facts: SequenceFacts) -> None:
    """Ask in order, then again out of order: the same index must give the same rows."""
    seen: List[Tuple[int, ...]] = []
    for index in _picked(facts.length):
        with guard("elements", batch=index) as caught:
            batch = sequence[index]
        if caught.failure is not None:
            facts.index_failure, facts.failing_index = caught.failure, index
            return
        if not _size(batch) and facts.empty_index is None:
            facts.empty_index = index
        seen.append(_digest(batch))
    order = _picked(facts.length)
    state = _freeze()
    for position in reversed(range(min(PROBED, len(order)))):
        index = order[position]
        _thaw(state)
        with guard("elements", batch=index) as caught:
            again = _digest(sequence[index])
        if caught.failure is not None:
            facts.cursor = (
                f"batch {index} could be read once; asked again it raised {caught.failure}"
            )
            return
        if again != seen[position] and again in seen:
            other = order[seen.index(again)]
            facts.cursor = f"asked for batch {index} again, it gave batch {other}"


def _picked(length: int) -> List[int]:
    """All indices of a short Sequence; of a long one the first, some, and the last two."""
    if length <= 64:
        return list(range(length))
    return sorted({*range(PROBED), length // 2, length - 2, length - 1})


def _freeze() -> Tuple[Any, Any]:
    return np.random.get_state(), random.getstate()


def _thaw(state: Tuple[Any, Any]) -> None:
    np.random.set_state(state[0])
    random.setstate(state[1])


def _random_state(sequence: Any, facts: SequenceFacts) -> None:
    """Does a batch draw from the global random state, or from one the object holds?

    The global state is moved first: ``seed(0)`` in ``__getitem__`` would otherwise leave it as
    the last call did.
    """
    own = _freeze()
    np.random.seed(20210)
    random.seed(20210)
    before = _freeze()
    with guard("elements"):
        sequence[0]
    after = _freeze()
    moved = not np.array_equal(before[0][1], after[0][1]) or before[0][2] != after[0][2]
    facts.global_random = moved or before[1] != after[1]
    _thaw(own)
    held = [
        value
        for value in vars(sequence).values()
        if isinstance(value, (np.random.Generator, np.random.RandomState, random.Random))
    ]
    states = [repr(_state(value)) for value in held]
    with guard("elements"):
        sequence[0]
    facts.own_random = states != [repr(_state(value)) for value in held]


def _state(generator: Any) -> Any:
    if isinstance(generator, np.random.Generator):
        return generator.bit_generator.state
    return generator.get_state() if hasattr(generator, "get_state") else generator.getstate()


def _source_rows(sequence: Any) -> Tuple[Any, Tuple[str, ...]]:
    """The common length of the arrays or lists it holds: at least one with rows of data."""
    lengths = {}
    for name, value in vars(sequence).items():
        if isinstance(value, (str, bytes, dict)) or not hasattr(value, "__len__"):
            continue
        try:
            length = len(value)
        except TypeError:
            continue
        if length > 1 and (isinstance(value, (list, tuple)) or hasattr(value, "__getitem__")):
            lengths[name] = length
    if not lengths:
        return None, ()
    longest = max(lengths.values())
    names = tuple(sorted(name for name, length in lengths.items() if length == longest))
    others = [length for length in lengths.values() if length != longest]
    if len(names) < 2 and others:
        return None, ()
    return longest, names


def _orders(sequence: Any, rows: Any) -> FrozenSet[int]:
    """Lengths of the lists of distinct row numbers that it holds, those of a part of the rows."""
    out = set()
    for value in vars(sequence).values():
        if isinstance(value, list) and not all(isinstance(v, (int, np.integer)) for v in value):
            continue
        numbers = np.asarray(value) if isinstance(value, (list, np.ndarray)) else np.zeros(0)
        if (
            numbers.ndim != 1
            or numbers.dtype.kind not in "iu"
            or not 0 < len(numbers) < (rows or 0)
        ):
            continue
        if numbers.min() >= 0 and numbers.max() < rows and len(np.unique(numbers)) == len(numbers):
            out.add(len(numbers))
    return frozenset(out)
