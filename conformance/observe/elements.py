"""One bounded pass over the data: shapes, ranges, label values, example hashes."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

import numpy as np

from conformance.observe import hashing
from conformance.observe.guard import failure_of
from conformance.observe.specs import value_facts
from conformance.records import Component, Pass
from conformance.structure import leaves, roles_of

KEEP_BYTES = 48 * 2**20  # rows kept for the judges, over all components
MAX_DISTINCT = 4096  # value tables longer than this are dropped


def observe_pass(
    iterate: Callable[[], Iterable[Any]],
    *,
    seconds: float = 10.0,
    max_batches: int = 5000,
    keep: bool = True,
    lists: bool = False,
    batched: bool = True,
) -> Pass:
    """Run over the elements once, within ``seconds`` and ``max_batches``.

    Args:
        iterate: returns a fresh iterable of elements.
        keep: keep rows and statistics; False keeps only hashes (a second epoch).
        lists: a list at the top level is unpacked like a tuple (Sequence, generator).
        batched: axis 0 of every component is the batch axis.

    Returns:
        A Pass; ``complete`` only when the end was reached without an error.
    """
    record = Pass()
    accumulators: Dict[str, _Accumulator] = {}
    started = time.perf_counter()
    kept = 0
    structure: Optional[List[str]] = None
    try:
        iterator = iter(iterate())
    except Exception as error:
        record.failure = failure_of(error, "elements", batch=0)
        record.complete = False
        record.seconds = time.perf_counter() - started
        return record
    while True:
        before = time.perf_counter()
        try:
            element = next(iterator)
        except StopIteration:
            break
        except Exception as error:
            record.failure = failure_of(error, "elements", batch=record.batches)
            record.complete = False
            break
        now = time.perf_counter()
        record.steps_each.append(now - before)
        if record.batches == 0:
            record.first_seconds = now - started
        flat = _flat(element, lists)
        paths = [path for path, _, _, _ in flat]
        if structure is None:
            structure = paths
        elif paths != structure and len(record.structure_changes) < 3:
            record.structure_changes.append(
                f"batch {record.batches} holds {', '.join(paths)}; the first held {', '.join(structure)}"
            )
        size = 0
        for path, role, key, value in flat:
            shape, dtype, kind = value_facts(value)
            if kind in ("dataset", "other"):
                accumulators.setdefault(path, _Accumulator(path, role, key, dtype, kind))
                continue
            array = as_array(value, kind)
            accumulator = accumulators.get(path)
            if accumulator is None:
                accumulator = accumulators[path] = _Accumulator(path, role, key, dtype, kind)
            room = keep and kept < KEEP_BYTES
            accumulator.add(array, tuple(shape or ()), record.batches, keep=room, stats=keep)
            kept += int(array.nbytes) if room else 0
            if batched and array.ndim and not size:
                size = int(array.shape[0])
        record.batch_sizes.append(size)
        record.batches += 1
        if record.batches >= max_batches or time.perf_counter() - started > seconds:
            record.stopped_by = "batches" if record.batches >= max_batches else "time"
            record.complete = _exhausted(iterator, record)
            break
    record.seconds = sum(record.steps_each)
    record.components = [accumulator.finish() for accumulator in accumulators.values()]
    return record


def _exhausted(iterator: Any, record: Pass) -> bool:
    """A limit may fall exactly on the end; one more look tells, unless batches are slow."""
    if record.stopped_by == "time":
        return False
    try:
        next(iterator)
    except StopIteration:
        record.stopped_by = None
        return True
    except Exception:  # its own pass will report it: here we only ask whether there is more
        return False
    return False


def _flat(element: Any, lists: bool) -> List[Tuple[str, str, Optional[str], Any]]:
    parts, _ = roles_of(element, list_is_tuple=lists)
    return [
        (role + path, role, key, value) for role, part in parts for path, key, value in leaves(part)
    ]


def as_array(value: Any, kind: str) -> np.ndarray:
    """NumPy rows of one component: ragged as an object array, sparse made dense."""
    if kind == "ragged":
        out = np.empty(int(value.shape[0] or value.nrows()), object)
        out[:] = [np.asarray(_plain(row)) for row in value]
        return out
    if kind == "sparse":
        from conformance.compat import tensorflow

        return tensorflow().sparse.to_dense(value).numpy()
    return np.asarray(_plain(value))


def _plain(value: Any) -> Any:
    if hasattr(value, "to_list") and type(value).__name__ == "RaggedTensor":
        return np.array(value.to_list(), dtype=object)
    if hasattr(value, "detach"):  # a torch tensor
        value = value.detach().cpu()
    if hasattr(value, "numpy"):
        value = value.numpy()
    array = np.asarray(value)
    if array.dtype.kind not in "biufcOSU":  # bfloat16 and friends
        array = array.astype(np.float32)
    return array


class _Accumulator:
    """Running statistics of one component."""

    def __init__(self, path: str, role: str, key: Optional[str], dtype: str, kind: str):
        self.component = Component(path, role, key, dtype, kind)
        self.kept: List[np.ndarray] = []
        self.kept_batches: List[np.ndarray] = []
        self.total = self.square = 0.0
        self.finite = 0
        self.counter: Optional[Counter] = Counter()

    def add(
        self, array: np.ndarray, shape: Tuple[int, ...], batch: int, *, keep: bool, stats: bool
    ) -> None:
        component = self.component
        component.shapes.append(tuple(int(d) if d is not None else -1 for d in shape))
        component.hashes.append(hashing.rows(array) if array.ndim else hashing.rows(array[None]))
        if keep and array.ndim:
            self.kept.append(array)
            self.kept_batches.append(np.full(len(array), batch))
        if not stats:
            return
        values = array
        if array.dtype == object and component.kind == "ragged" and len(array):
            values = np.concatenate([np.ravel(row) for row in array]) if len(array) else array
        if values.dtype.kind in "biuf":
            self._numbers(values, batch)
        elif self.counter is not None:
            component.count += int(values.size)
            self._count_values(values.ravel())

    def _numbers(self, values: np.ndarray, batch: int) -> None:
        component = self.component
        component.count += int(values.size)
        if not values.size:
            return
        finite = values
        if values.dtype.kind == "f":
            bad = ~np.isfinite(values)
            if bad.any():
                component.nan += int(np.isnan(values).sum())
                component.inf += int(np.isinf(values).sum())
                where = np.argwhere(bad)[0]
                if component.bad_at is None:
                    component.bad_at = (batch, tuple(int(i) for i in where))
                if bad.ndim:
                    rows = bad.reshape(len(bad), -1).any(axis=1) if bad.ndim > 1 else bad
                    component.bad_rows += int(rows.sum())
                finite = values[~bad]
                if not finite.size:
                    return
            whole = bool(np.all(finite == np.floor(finite)))
        else:
            whole = True
        component.integral = whole if component.integral is None else component.integral and whole
        low, high = float(finite.min()), float(finite.max())
        component.minimum = low if component.minimum is None else min(component.minimum, low)
        component.maximum = high if component.maximum is None else max(component.maximum, high)
        wide = finite.astype(np.float64)
        self.total += float(wide.sum())
        with np.errstate(over="ignore"):
            self.square += float(np.square(wide).sum())
        self.finite += int(finite.size)
        self._count_values(finite.ravel())

    def _count_values(self, flat: np.ndarray) -> None:
        if self.counter is None:
            return
        if flat.dtype == object:
            self.counter.update(_hashable(v) for v in flat[:100000])
        else:
            unique, counts = np.unique(flat[:200000], return_counts=True)
            if len(unique) > MAX_DISTINCT:
                self.counter = None
                return
            self.counter.update(dict(zip(unique.tolist(), counts.tolist())))
        if len(self.counter) > MAX_DISTINCT:
            self.counter = None

    def finish(self) -> Component:
        component = self.component
        if self.kept:
            component.rows = _stack(self.kept)
            component.row_batches = np.concatenate(self.kept_batches)
        if self.finite:
            component.mean = self.total / self.finite
            variance = max(0.0, self.square / self.finite - component.mean**2)
            component.std = float(np.sqrt(variance))
        component.values = dict(self.counter) if self.counter else None
        return component


def _hashable(value: Any) -> Any:
    return value if isinstance(value, (bytes, str, int, float)) else repr(value)


def _stack(arrays: List[np.ndarray]) -> np.ndarray:
    """Rows of all batches; batches padded to different lengths become an object array."""
    if len({array.shape[1:] for array in arrays}) == 1:
        return np.concatenate(arrays)
    out = np.empty(sum(len(array) for array in arrays), object)
    out[:] = [row for array in arrays for row in array]
    return out
