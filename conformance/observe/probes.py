"""Find by trying what a model does with its inputs, and its losses with their targets.

One fresh model, one batch, a few calls in inference mode. What answers differently to the same
question twice (a model that samples) is not asked.
"""

from __future__ import annotations

import contextlib
import time
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import numpy as np

from conformance import compat
from conformance.observe.guard import guard
from conformance.observe.own_losses import given_losses
from conformance.records import Contract, Failure
from conformance.records.probes import Arrival, Corners, Probes
from conformance.structure import flatten, indices, leaves, transform

ROWS = 16  # of the batch: a call costs little then
SECONDS = 4.0  # of the processor, for all probes of one model
NOTHING = 1e-7  # of the outputs' size: less is rounding
REACH = 6  # steps to either side that a loss may move its targets
FEW = 8  # boxes that are made up, to ask a loss with
SAME = 1e-3  # of a loss: less is its guard against division by zero
COLUMNS = 256  # of a component that are compared with what arrives at a table
ROUNDED = 2.0**-7  # relative error of the coarsest type, bfloat16: 8 bits


def observe(
    make_model: Callable[[], Any],
    x: Any,
    y: Any,
    contract: Contract,
    *,
    table: List[np.ndarray],
    whole: bool,
) -> Probes:
    """Probe a fresh model with the features and targets of the first batch.

    Args:
        x, y: nests of arrays or tensors, batch axis first; y may be None.
        table: many rows of the components of x, where they are small; else empty.
        whole: the model takes batches of this size only, so no part of it can be asked with.
    """
    record = Probes()
    ends = time.process_time() + SECONDS
    with guard("probes") as caught:
        model = make_model()
    if caught.failure is not None:
        record.failure = caught.failure
        return record
    try:
        rows = None if whole else ROWS
        arrays = [_array(leaf, rows) for leaf in flatten(x)]
        if contract.stateful or any(array is None for array in arrays):
            return record
        ask = _asker(model, x)
        first = ask(arrays)
        _fill_zeros(model)
        base = ask(arrays)
        if not _alike(base, ask(arrays)):
            return record
        paths = [f"x{path}" for path, _, _ in leaves(x)]
        if any(_holds_nan(array) for array in arrays):
            record.finite = _copes(arrays, first)
        record.steps = _steps(ask, arrays, paths, base)
        if time.process_time() < ends:
            record.unread = _unread(ask, arrays, paths, base)
        if time.process_time() < ends:
            with contextlib.suppress(
                _ModelRaised
            ):  # many rows at once that it refuses tell nothing
                record.arrivals = _arrivals(ask, model, table, paths)
    except _ModelRaised as raised:  # anything else is a defect of the kit, and shown as one
        record.failure = raised.failure
    in_time = time.process_time() < ends
    if record.failure is None and y is not None and contract.losses and in_time:
        record.shifts = _shifts(model, flatten(y), base, contract)
        record.corners = _corners(model, flatten(y), base, contract)
    return record


class _ModelRaised(Exception):
    """The user's model raised on values that it was asked with."""

    def __init__(self, failure: Failure):
        super().__init__(str(failure))
        self.failure = failure


def _array(leaf: Any, rows: Optional[int]) -> Optional[np.ndarray]:
    """A dense leaf as NumPy; None for ragged and sparse ones."""
    if hasattr(leaf, "flat_values") or hasattr(leaf, "dense_shape"):
        return None
    array = np.asarray(compat.to_numpy(leaf))
    return array[:rows] if array.ndim else None


def _asker(model: Any, x: Any) -> Callable[[List[np.ndarray]], List[np.ndarray]]:
    tf = compat.tensorflow()
    places = indices(x)

    def ask(arrays: List[np.ndarray]) -> List[np.ndarray]:
        batch = transform(lambda place: tf.convert_to_tensor(arrays[place]), places)
        with guard("probes") as caught:
            outputs = flatten(model(batch, training=False))
        if caught.failure is not None:
            raise _ModelRaised(caught.failure)
        return [np.asarray(compat.to_numpy(out), np.float64) for out in outputs]

    return ask


def _fill_zeros(model: Any) -> None:
    """Weights that start at zero (gates, residual scales) would hide what passes through them."""
    random = np.random.RandomState(0)
    for weight in model.trainable_weights:
        value = np.asarray(compat.to_numpy(weight))
        if value.size > 1 and not value.any():
            weight.assign(random.normal(0, 0.05, value.shape).astype(value.dtype))


def _alike(one: List[np.ndarray], other: List[np.ndarray]) -> bool:
    return _change(one, other) <= NOTHING


def _change(one: List[np.ndarray], other: List[np.ndarray]) -> float:
    """The largest change of an output, as a share of the outputs' size."""
    worst = 0.0
    for a, b in zip(one, other):
        if a.shape != b.shape:
            return float("inf")
        worst = max(worst, _largest(a - b) / (_largest(a) or 1.0))
    return worst


def _largest(values: np.ndarray) -> float:
    """The largest size of a finite value; 0 where there is none."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def _holds_nan(array: np.ndarray) -> bool:
    return array.dtype.kind == "f" and bool(np.isnan(array).any())


def _copes(arrays: List[np.ndarray], outputs: List[np.ndarray]) -> bool:
    """Whether outputs are finite where NaN went in, and still depend on the rest of the row.

    A fused relu turns NaN into 0 (oneDNN, from TensorFlow 2.9 on): every such row gives one output.
    """
    if not all(np.isfinite(out).all() for out in outputs):
        return False
    rows = np.zeros(len(arrays[0]), bool)
    for array in arrays:
        if array.dtype.kind == "f":
            rows |= np.isnan(array).reshape(len(array), -1).any(axis=1)
    answers = [out[rows] for out in outputs if len(out) == len(rows)]
    return any(len(np.unique(a.reshape(len(a), -1), axis=0)) > 1 for a in answers)


def _steps(ask: Callable, arrays: List[np.ndarray], paths: List[str], base: list) -> dict:
    """How far real ids and padding reach an output, for each component of padded ids."""
    found: Dict[str, Tuple[float, float]] = {}
    random = np.random.RandomState(1)
    for place, array in enumerate(arrays):
        if array.dtype.kind not in "iu" or array.ndim != 2 or array.shape[1] < 3:
            continue
        filler = array[:, -1] if (array[:, -1] == array[0, -1]).mean() > 0.5 else array[:, 0]
        padding = array == np.bincount(np.maximum(filler, 0)).argmax()
        real = np.unique(array[~padding])
        if len(real) < 3 or padding.all(axis=1).any() or not padding.any():
            continue
        answers = []
        for part in (~padding, padding):
            changed = array.copy()
            changed[part] = random.choice(real, int(part.sum()))
            moved = part & (changed == array)
            changed[moved] = real[(np.searchsorted(real, array[moved]) + 1) % len(real)]
            answers.append(_change(base, ask([*arrays[:place], changed, *arrays[place + 1 :]])))
        found[paths[place]] = (answers[0], answers[1])
    return found


def _unread(ask: Callable, arrays: List[np.ndarray], paths: List[str], base: list) -> tuple:
    """Components that can be exchanged between rows without a trace in any output.

    Outputs may be saturated by values out of scale, so small random numbers are tried as well.
    """
    if len(arrays) < 2 or len(arrays) > 64:
        return ()
    random = np.random.RandomState(2)
    small = [
        random.normal(0, 1, a.shape).astype(a.dtype) if a.dtype.kind == "f" else a for a in arrays
    ]
    bases = [(arrays, base), (small, ask(small))]
    out = []
    for place, path in enumerate(paths):
        changes = []
        for given, answer in bases:
            rolled = np.roll(given[place], 1, axis=0)
            if np.array_equal(rolled, given[place]):
                continue
            changes.append(_change(answer, ask([*given[:place], rolled, *given[place + 1 :]])))
        if changes and max(changes) == 0.0:
            out.append(path)
    return tuple(out)


def _arrivals(ask: Callable, model: Any, table: List[np.ndarray], paths: List[str]) -> list:
    """What each Embedding receives when the model is called on many rows, whatever the model does.

    A table looks its ids up by themselves, so what arrives there is compared with the columns of
    the features: a column that arrives with fewer distinct values went through a type too coarse.
    """
    tables = [layer for layer in compat.all_layers(model) if type(layer).__name__ == "Embedding"]
    if not tables or not table:
        return []
    with compat.inputs_recorded(tables) as received:
        ask(table)
    out = []
    for layer, values in zip(tables, received):
        if len(values) != 1:  # never called, or for several inputs
            continue
        arrived = np.asarray(values[0], np.float64)
        if not arrived.size or len(arrived) != len(table[0]):
            continue
        flat = arrived.reshape(len(arrived), -1)
        path, given = _column_of(flat[:, 0], table, paths)
        out.append(
            Arrival(
                layer=layer.name,
                rows=int(layer.input_dim),
                least=float(flat.min()),
                path=path,
                given=given,
                distinct=len(np.unique(flat[:, 0])),
            )
        )
    return out


def _column_of(arrived: np.ndarray, table: List[np.ndarray], paths: List[str]) -> Tuple[str, int]:
    """(path, distinct values) of the column that arrives, exactly or rounded; ("", 0) for none."""
    for path, array in zip(paths, table):
        if array.dtype.kind not in "iuf":
            continue
        columns = array.reshape(len(array), -1).astype(np.float64)
        for place in range(min(columns.shape[1], COLUMNS)):
            column = columns[:, place]
            whole = np.isfinite(column).all() and (column == np.floor(column)).all()
            near = np.abs(column - arrived) <= ROUNDED * np.abs(column)
            if whole and near.all():
                name = path if columns.shape[1] == 1 else f"{path}[:, {place}]"
                return name, len(np.unique(column))
    return "", 0


def _own_losses(
    model: Any, targets: list, outputs: list, contract: Contract
) -> Iterator[Tuple[int, Any, np.ndarray]]:
    """(output, loss, target rows) of each loss of the user's own that training calls as it is."""
    if len(targets) != len(outputs) or compat.overrides_compute_loss(model):
        return
    for i, function in given_losses(compat.compiled_loss(model), contract, len(outputs)).items():
        loss = contract.losses.get(i)
        target = _array(targets[i], ROWS)
        if loss is not None and loss.custom and target is not None and callable(function):
            yield i, function, target


def _shifts(model: Any, targets: list, outputs: list, contract: Contract) -> Dict[int, int]:
    """By how many steps each loss of the user's own moves the targets."""
    found: Dict[int, int] = {}
    for i, function, target in _own_losses(model, targets, outputs, contract):
        with guard("loss probe"):
            shift = _shift(function, target, outputs[i])
            if shift is not None:
                found[i] = shift
    return found


def _corners(model: Any, targets: list, outputs: list, contract: Contract) -> Dict[int, Corners]:
    """What each loss of the user's own that compares corners says of the boxes it gets."""
    found: Dict[int, Corners] = {}
    for i, function, target in _own_losses(model, targets, outputs, contract):
        if target.ndim != 2 or target.shape[1] != 4 or outputs[i].shape[1:] != (4,):
            continue
        boxes = target[np.isfinite(target).all(axis=1) & target.any(axis=1)].astype(np.float32)
        if len(boxes) < FEW or len(np.unique(boxes)) < FEW:  # one-hot rows, counts
            continue
        with guard("box probe"):
            far = max(1.0, float(boxes.max()))
            start = np.random.RandomState(4).uniform(0.3, 0.6, (FEW, 2)) * far
            size = np.random.RandomState(5).uniform(0.1, 0.25, (FEW, 2)) * far
            ends = _exactly(function, np.concatenate([start, start + size], axis=1))
            sizes = _exactly(function, np.concatenate([start, size], axis=1))
            best = float(np.median(ends))
            apart = [np.abs(part - best) > SAME for part in (ends, sizes)]
            if not apart[0].any() and apart[1].sum() >= FEW // 2:
                given = _exactly(function, boxes)
                worse = ~(np.abs(given - best) <= SAME)
                dear = float(np.median(given[worse])) if worse.any() else best
                found[i] = Corners(len(boxes), int(worse.sum()), best, dear)
    return found


def _exactly(function: Any, boxes: np.ndarray) -> np.ndarray:
    """(boxes,): the loss of each box where it is foretold to the last digit."""
    call, tf = getattr(function, "call", function), compat.tensorflow()
    rows = tf.convert_to_tensor(boxes.astype(np.float32))
    value = np.asarray(compat.to_numpy(call(rows, rows)), np.float64)
    if value.shape[:1] == (len(boxes),):
        return value.reshape(len(boxes), -1).mean(axis=1)
    singles = [rows[row : row + 1] for row in range(len(boxes))]  # one number for all
    return np.array([float(np.sum(compat.to_numpy(call(one, one)))) for one in singles])


def _shift(function: Any, target: np.ndarray, output: np.ndarray) -> Optional[int]:
    """k where output step t meets target step t + k; None where several or none meet.

    Target and output are changed at one step each: where the two changes act on one another, the
    loss compares these steps.
    """
    if target.ndim < 2 or output.ndim < 2 or target.shape[1] != output.shape[1]:
        return None
    steps = target.shape[1]
    if steps < 2 * REACH or len(np.unique(target)) < 2:
        return None
    tf = compat.tensorflow()
    middle, random = steps // 2, np.random.RandomState(3)
    call = function.call if hasattr(function, "call") else function
    logits = random.normal(0, 0.5, output.shape)
    other = target.copy()
    values = np.unique(target)
    other[:, middle] = values[(np.searchsorted(values, target[:, middle]) + 1) % len(values)]

    def total(wanted: np.ndarray, given: np.ndarray) -> float:
        value = call(tf.convert_to_tensor(wanted), tf.convert_to_tensor(given.astype(np.float32)))
        return float(np.sum(np.asarray(compat.to_numpy(value), np.float64)))

    plain = total(other, logits) - total(target, logits)
    meets = []
    for step in range(middle - REACH, middle + REACH + 1):
        if not 0 <= step < steps:
            continue
        moved = logits.copy()
        moved[:, step] += random.normal(0, 1.0, moved[:, step].shape)
        gain = total(other, moved) - total(target, moved) - plain
        meets.append((abs(gain), middle - step))
    meets.sort(reverse=True)
    if meets[0][0] < 1e-4 or meets[1][0] > 1e-3 * meets[0][0]:
        return None
    return meets[0][1]
