"""One pass over the data: shapes, ranges, label values, example hashes, in bounded memory.

Long data are sampled: the head, then places further in and the end, where these can be reached. All
numbers of a pass are those of what was read; a batch keeps the index it has in the data.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import Any, Callable, Deque, Dict, Iterable, Iterator, List, NamedTuple, Optional, Tuple

import numpy as np

from conformance.observe import hashing
from conformance.observe.guard import failure_of, passes
from conformance.observe.reach import Reach
from conformance.observe.specs import value_facts
from conformance.records import Component, Pass
from conformance.structure import leaves, roles_of

KEEP_BYTES = 48 * 2**20  # rows kept for the judges, over all components
KEPT_AT_THE_END = 0.25  # share of these that is for the last rows read
MAX_DISTINCT = 4096  # value tables longer than this are dropped
COUNTED = 200_000  # numbers with a fraction of one chunk that are counted in the table of values
CHUNK = 2**20  # bytes of a component that are hashed and counted at a time
CHUNK_BATCHES = 256
HASHED = 10_000_000  # rows of which hashes are kept: 80 MB a component
HEAD = 0.6  # share of the time for the head, where the end can be reached in the rest
END = 0.01  # share of the data that is read at the end
PLACES = 8  # places between the head and the end
CLOCK = 0.02  # of a short time that may be noise
PROBES = (16, 4)  # skips over such parts of the head tell what a skip costs
TELL_EVERY = 1.0  # seconds between two words on progress

Start = Callable[[], Iterable[Any]]
Progress = Callable[[int, Optional[int]], None]


def observe_pass(
    iterate: Start,
    *,
    seconds: float = 10.0,
    max_batches: Optional[int] = None,
    keep: bool = True,
    opening: bool = False,
    lists: bool = False,
    batched: bool = True,
    reach: Optional[Reach] = None,
    progress: Optional[Progress] = None,
) -> Pass:
    """Run over the elements once, within ``seconds`` and ``max_batches``.

    Args:
        iterate: returns a fresh iterable of elements.
        keep: keep rows and statistics; False keeps only hashes (a second epoch).
        opening: keep the rows of the first batch even so.
        lists: a list at the top level is unpacked like a tuple (Sequence, generator).
        batched: axis 0 of every component is the batch axis.
        reach: how much there is, and how places further in are reached where time runs out.
        progress: called about once a second with the examples read, and all there are if known.

    Returns:
        A Pass; ``complete`` only when the end was reached without an error.
    """
    of = reach.examples if reach is not None else None
    recorder = _Recorder(keep=keep, lists=lists, batched=batched, progress=progress, of=of)
    recorder.opening = opening
    record = recorder.record
    began = time.perf_counter()
    deadline = began + seconds
    further = reach if reach is not None and reach.batches and reach.reachable else None
    iterator, why = _begin(recorder, iterate, 0), "error"
    if iterator is not None:
        until = began + HEAD * seconds if further is not None else deadline
        why = _read(recorder, iterator, 0, until, max_batches)
    if why == "time" and further is not None:
        why = _beyond(recorder, iterator, further, deadline)
    if why == "batches" and iterator is not None and _at_its_end(iterator):
        why = "end"
    record.complete = why == "end"
    record.stopped_by = why if why in ("time", "batches") else None
    recorder.finish()
    if reach is not None:
        _measure(record, reach)
    return record


def _begin(recorder: _Recorder, start: Start, batch: int) -> Optional[Iterator[Any]]:
    try:
        return iter(start())
    except BaseException as error:  # the user's code: its failure is the record
        if passes(error):
            raise
        recorder.record.failure = failure_of(error, "elements", batch=batch)
        return None


def _read(
    recorder: _Recorder,
    iterator: Any,
    batch: int,
    until: float,
    most: Optional[int] = None,
) -> str:
    """Take elements, the first of which is number ``batch``; says why it stopped.

    Returns:
        "end", "error", "batches" (``most`` were taken) or "time".
    """
    taken = 0
    while True:
        before = time.perf_counter()
        try:
            element = next(iterator)
        except StopIteration:
            return "end"
        except BaseException as error:  # the user's code: its failure is the record
            if passes(error):
                raise
            recorder.record.failure = failure_of(error, "elements", batch=batch + taken)
            return "error"
        recorder.take(batch + taken, element, time.perf_counter() - before)
        taken += 1
        if most is not None and taken >= most:
            return "batches"
        if time.perf_counter() > until:
            return "time"


def _at_its_end(iterator: Any) -> bool:
    """A limit may fall exactly on the end; one more look tells."""
    try:
        next(iterator)
    except StopIteration:
        return True
    except BaseException as error:  # its own pass will report it: we only ask whether there is more
        if passes(error):
            raise
        return False
    return False


# --- further in ---------------------------------------------------------------------------------


def _beyond(recorder: _Recorder, iterator: Any, reach: Reach, deadline: float) -> str:
    """After the head: on to the end if time allows, else places further in and the end."""
    record, total = recorder.record, int(reach.batches or 0)
    head = record.batches
    each = recorder.spent / max(1, head)
    left = total - head
    affordable = int((deadline - time.perf_counter()) / max(each, 1e-9))
    if left <= affordable:
        return _read(recorder, iterator, head, deadline)
    if reach.start is not None:
        stops = _stops(head, total, affordable)
        middle = time.perf_counter() + (deadline - time.perf_counter()) / 2
        began = time.perf_counter()
        why = _visit(recorder, reach.start, stops, middle)
        if recorder.record.sampled:  # a batch by itself may cost more than one of a row
            each = max(each, (time.perf_counter() - began) / recorder.record.sampled)
        last: List[Stop] = [(total - _last(total, each, deadline), None)]
        return why if why == "error" else _visit(recorder, reach.start, last, deadline)
    end = total - _last(total, each, deadline)
    if reach.skip is not None and _skip_fits(reach.skip, head, end, deadline):
        return _visit(recorder, reach.skip, [(end, None)], deadline)
    return _read(recorder, iterator, head, deadline)


Stop = Tuple[int, Optional[int]]  # number of a batch, and how many to read from there (None: all)


def _stops(head: int, total: int, affordable: int) -> List[Stop]:
    """Places evenly between the head and the end."""
    width = max(1, min(int(END * total), affordable // 4) // PLACES)
    step = (total - head) // (PLACES + 1)
    return [(head + step * (i + 1), width) for i in range(PLACES)] if step > width else []


def _last(total: int, each: float, deadline: float) -> int:
    """How many batches to read at the end: so many that half the time left is enough."""
    affordable = int((deadline - time.perf_counter()) / max(2 * each, 1e-9))
    return min(total, max(2, min(int(END * total), affordable)))


def _visit(
    recorder: _Recorder,
    start: Callable[[int], Iterable[Any]],
    stops: List[Stop],
    until: float,
) -> str:
    """Read on from each stop; always "time" but for an error."""
    for stop, width in stops:
        if width is not None and time.perf_counter() > until:
            break
        before = recorder.record.batches
        iterator = _begin(recorder, lambda stop=stop: start(stop), stop)  # type: ignore[misc]
        why = "error"
        if iterator is not None:
            why = _read(recorder, iterator, stop, until, width)
        recorder.record.sampled += recorder.record.batches - before
        if why == "error":
            return why
    return "time"


def _skip_fits(skip: Callable[[int], Iterable[Any]], head: int, end: int, deadline: float) -> bool:
    """Whether all before ``end`` can be gone through in the time left: two short skips tell."""
    took, size = [], []
    for part in PROBES:
        size.append(max(1, head // part))
        began = time.perf_counter()
        try:
            next(iter(skip(size[-1])))
        except BaseException as error:  # it was read without one: this source cannot skip there
            if passes(error):
                raise
            return False
        took.append(time.perf_counter() - began)
    if size[1] == size[0]:
        return False
    # A clock is no better than some per cent: no rate of zero is believed over a billion batches.
    rate = max(CLOCK * took[1], took[1] - took[0]) / (size[1] - size[0])
    return bool(took[1] + rate * end < deadline - time.perf_counter())


def _measure(record: Pass, reach: Reach) -> None:
    """How much of how much was read."""
    counted = record.stopped_by == "batches"  # as many as fit is told to read
    record.endless = (reach.endless or counted) and not record.complete
    record.of_batches, record.of_examples = reach.batches, reach.examples
    if record.complete:
        record.of_batches, record.of_examples = record.batches, record.examples
    size = max(record.batch_sizes or [0])
    places: List[Tuple[int, int]] = []
    numbers = record.batch_numbers or list(range(record.batches))
    for number, rows in zip(numbers, record.batch_sizes):
        first = number * size
        if places and places[-1][1] == first:
            places[-1] = (places[-1][0], first + rows)
        else:
            places.append((first, first + rows))
    record.places = tuple(places)


class _Recorder:
    """The record of a pass while it is made: components, and which rows are kept."""

    def __init__(
        self,
        *,
        keep: bool,
        lists: bool,
        batched: bool,
        progress: Optional[Progress],
        of: Optional[int] = None,
    ):
        self.record = Pass()
        self.keep, self.lists, self.batched = keep, lists, batched
        self.opening = False  # whether the first batch is kept where others are not
        self.progress, self.of, self.told = progress, of, time.perf_counter()
        self.began = time.perf_counter()
        self.spent = 0.0  # seconds for all batches: making and recording them
        self.accumulators: Dict[str, _Accumulator] = {}
        self.structure: Optional[List[str]] = None
        self.kept = 0
        self.tail: Deque[Tuple[int, int]] = deque()  # batch, bytes
        self.tail_bytes = 0

    def take(self, batch: int, element: Any, seconds: float) -> None:
        record = self.record
        record.steps_each.append(seconds)
        flat = _flat(element, self.lists)
        self._compare(batch, [path for path, _, _, _ in flat])
        values = []
        for path, role, key, value in flat:
            shape, dtype, kind = value_facts(value)
            accumulator = self.accumulators.get(path)
            if accumulator is None:
                accumulator = self.accumulators[path] = _Accumulator(path, role, key, dtype, kind)
            if kind not in ("dataset", "other"):
                values.append((accumulator, as_array(value, kind), tuple(shape or ())))
        where = self._room(batch, sum(int(array.nbytes) for _, array, _ in values))
        for accumulator, array, shape in values:
            accumulator.add(array, shape, batch, keep=where, stats=self.keep)
        sizes = [int(array.shape[0]) for _, array, _ in values if self.batched and array.ndim]
        record.batch_sizes.append(sizes[0] if sizes else 0)
        record.batch_numbers.append(batch)
        record.batches += 1
        self.spent = time.perf_counter() - self.began
        self._tell()

    def _compare(self, batch: int, paths: List[str]) -> None:
        if self.structure is None:
            self.structure = paths
        elif paths != self.structure and len(self.record.structure_changes) < 3:
            self.record.structure_changes.append(
                f"batch {batch} holds {', '.join(paths)}; the first held {', '.join(self.structure)}"
            )

    def _room(self, batch: int, size: int) -> str:
        """Where this batch's rows are kept: with the first, with the last, or nowhere.

        One answer for all components: rows of x and y must stay side by side.
        """
        if not self.keep:
            return "head" if self.opening and batch == 0 else ""
        if not self.tail and self.kept < (1 - KEPT_AT_THE_END) * KEEP_BYTES:
            self.kept += size
            return "head"
        self.tail.append((batch, size))
        self.tail_bytes += size
        while len(self.tail) > 1 and self.tail_bytes > KEPT_AT_THE_END * KEEP_BYTES:
            oldest, freed = self.tail.popleft()
            self.tail_bytes -= freed
            for accumulator in self.accumulators.values():
                accumulator.forget(oldest)
        return "tail"

    def _tell(self) -> None:
        if self.progress is None or time.perf_counter() - self.told < TELL_EVERY:
            return
        self.told = time.perf_counter()
        self.progress(self.record.examples, self.of)

    def finish(self) -> None:
        self.record.seconds = sum(self.record.steps_each)
        self.record.components = [one.finish() for one in self.accumulators.values()]


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
    array = np.asarray(_plain(value))
    if hasattr(value, "numpy") and not hasattr(value, "detach"):  # a copy of TensorFlow's own
        return array
    return np.array(array)  # the user's buffer may hold another batch by the next step


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


class _Piece(NamedTuple):
    """One batch of a component that waits to be hashed and counted."""

    array: np.ndarray
    batch: int
    scalar: bool  # the component has no axis


class _Accumulator:
    """Running statistics of one component.

    Batches are hashed and counted some hundred at a time: for small ones NumPy's calls cost more
    than the numbers.
    """

    def __init__(self, path: str, role: str, key: Optional[str], dtype: str, kind: str):
        self.component = Component(path, role, key, dtype, kind)
        self.head: List[Tuple[int, np.ndarray]] = []
        self.tail: Deque[Tuple[int, np.ndarray]] = deque()
        self.waiting: List[_Piece] = []
        self.waiting_bytes = 0
        self.stats = True
        self.total = self.square = 0.0
        self.finite = self.hashed = 0
        self.counter: Optional[Counter] = Counter()

    def add(
        self, array: np.ndarray, shape: Tuple[int, ...], batch: int, *, keep: str, stats: bool
    ) -> None:
        self.component.shapes.append(tuple(int(d) if d is not None else -1 for d in shape))
        self.stats = stats
        if keep and array.ndim:
            (self.head if keep == "head" else self.tail).append((batch, array))
        piece = _Piece(array if array.ndim else array[None], batch, not array.ndim)
        if self.waiting and not _alike(self.waiting[-1], piece):
            self._flush()
        self.waiting.append(piece)
        self.waiting_bytes += int(array.nbytes)
        if self.waiting_bytes >= CHUNK or len(self.waiting) >= CHUNK_BATCHES:
            self._flush()

    def forget(self, batch: int) -> None:
        """Let go of the rows of this batch, the oldest of the last ones."""
        while self.tail and self.tail[0][0] <= batch:
            self.tail.popleft()

    def _flush(self) -> None:
        pieces, self.waiting, self.waiting_bytes = self.waiting, [], 0
        if not pieces:
            return
        joined = np.concatenate([p.array for p in pieces]) if len(pieces) > 1 else pieces[0].array
        if self.hashed < HASHED:
            self.component.hashes.append(hashing.rows(joined))
            self.hashed += len(joined)
        if not self.stats:
            return
        values = joined
        if joined.dtype == object and self.component.kind == "ragged" and len(joined):
            values = np.concatenate([np.ravel(row) for row in joined])
            pieces = _flattened(pieces)
        if values.dtype.kind in "biuf":
            self._numbers(values, pieces)
        else:
            self.component.count += int(values.size)
            self._count_values(values.ravel())

    def _numbers(self, values: np.ndarray, pieces: List[_Piece]) -> None:
        component = self.component
        component.count += int(values.size)
        if not values.size:
            return
        finite = values
        if values.dtype.kind == "f":
            fine = np.isfinite(values)
            if not fine.all():
                self._broken(values, ~fine, pieces)
                finite = values[fine]
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

    def _broken(self, values: np.ndarray, bad: np.ndarray, pieces: List[_Piece]) -> None:
        component = self.component
        component.nan += int(np.isnan(values).sum())
        component.inf += int(np.isinf(values).sum())
        component.bad_rows += int(bad.reshape(len(bad), -1).any(axis=1).sum())
        if component.bad_at is not None:
            return
        row, *inner = (int(i) for i in np.argwhere(bad)[0])
        for piece in pieces:
            if row < len(piece.array):
                place = () if piece.scalar else (row, *inner)
                component.bad_at = (piece.batch, place)
                return
            row -= len(piece.array)

    def _count_values(self, flat: np.ndarray) -> None:
        if self.counter is None or not flat.size:
            return
        if flat.dtype == object:
            self.counter.update(_hashable(v) for v in flat)
        else:
            table = _table(flat)
            if table is None:
                self.counter = None
                return
            self.counter.update(table)
        if len(self.counter) > MAX_DISTINCT:
            self.counter = None

    def finish(self) -> Component:
        self._flush()
        component = self.component
        kept = [*self.head, *self.tail]
        if kept:
            component.rows = _stack([array for _, array in kept])
            component.row_batches = np.repeat(
                [batch for batch, _ in kept], [len(array) for _, array in kept]
            )
        if self.finite:
            component.mean = self.total / self.finite
            variance = max(0.0, self.square / self.finite - component.mean**2)
            component.std = float(np.sqrt(variance))
        component.values = dict(self.counter) if self.counter else None
        return component


def _alike(one: _Piece, two: _Piece) -> bool:
    """Whether two batches can be joined to one array without a change of their values."""
    same = one.array.dtype == two.array.dtype and one.array.shape[1:] == two.array.shape[1:]
    return same and one.array.dtype.kind not in "SU"  # NumPy's fixed-length text would be padded


def _flattened(pieces: List[_Piece]) -> List[_Piece]:
    """Batches of ragged rows as batches of their values."""
    return [
        _Piece(np.concatenate([np.ravel(row) for row in p.array]), p.batch, p.scalar)
        for p in pieces
        if len(p.array)
    ]


def _table(flat: np.ndarray) -> Optional[Dict[Any, int]]:
    """Value -> count; None where too many are distinct.

    Whole numbers are all counted: one wrong label may stand anywhere. Of numbers with a fraction every
    k-th of a large batch is.
    """
    step = max(1, flat.size // COUNTED)
    if flat.dtype.kind in "iu" and int(flat.max()) - int(flat.min()) < MAX_DISTINCT:
        low = int(flat.min())
        counts = np.bincount((flat.astype(np.int64) if low < 0 else flat) - low)
        found = np.flatnonzero(counts)
        return dict(zip((found + low).tolist(), counts[found].tolist()))
    if step > 1 and len(np.unique(flat[::step])) > MAX_DISTINCT:
        return None
    unique, counts = np.unique(flat[::step] if flat.dtype.kind == "f" else flat, return_counts=True)
    return dict(zip(unique.tolist(), counts.tolist())) if len(unique) <= MAX_DISTINCT else None


def _hashable(value: Any) -> Any:
    return value if isinstance(value, (bytes, str, int, float)) else repr(value)


def _stack(arrays: List[np.ndarray]) -> np.ndarray:
    """Rows of all batches; batches padded to different lengths become an object array."""
    if len({array.shape[1:] for array in arrays}) == 1:
        return np.concatenate(arrays)
    out = np.empty(sum(len(array) for array in arrays), object)
    out[:] = [row for array in arrays for row in array]
    return out
