"""A callback that judges the data while a model trains on it.

Keras does not show a callback the batches. So the object from which ``fit`` takes them is looked
for in the frame of the ``fit`` that called: Keras 2 calls it ``data_handler``, Keras 3
``epoch_iterator``. What passes there is what the model is given, after ``class_weight``, before the
strategy cuts it for its replicas and before mixed precision casts it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import warnings
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

import numpy as np

from conformance import compat
from conformance.observe import contract, hashing, specs
from conformance.observe.elements import _Recorder as Recorder
from conformance.observe.state import environment
from conformance.records import Arguments, Build, Component, Epochs, Pass
from conformance.records.store import Missing, Records
from conformance.registry import select
from conformance.results import Report, Result
from conformance.structure import absent, flatten, indices, leaves, roles_of, transform

ACTIONS = ("warn", "stop")
HEAD = 4  # batches of the first epoch that are read in full, rows and values
OVERHEAD = 0.02  # share of the time of training that looking may take
# Records that only the kit's own runs over a pipeline can make.
NOT_SEEN = (
    "tracing",
    "plan",
    "sequence",
    "wiring",
    "training",
    "timing",
    "validation",
    "validation_build",
    "validation_spec",
    "validation_plan",
    "validation_epochs",
    "validation_tracing",
)
# What a later epoch alone can show.
EPOCH_CHECKS = ("not-finite",)

Part = Tuple[str, str, Optional[str], str, Any]  # path, role, key, kind, array


class Stopped(RuntimeError):
    """Training was stopped by ``Watch(action="stop")`` before its first step."""


@dataclass
class Epoch:
    """What passed in one epoch.

    ``read`` of its ``batches`` were read in full; of the others only the rows were counted.
    """

    number: int
    record: Pass = field(default_factory=Pass)
    components: Dict[str, Component] = field(default_factory=dict)
    read: int = 0
    done: bool = False


class Watch(compat.keras().callbacks.Callback):  # type: ignore[misc]
    """Judge what ``fit`` is given, as it passes.

    The first batch is judged before the first step; then rows, ranges, values that are not finite,
    and equal examples are kept epoch by epoch, within a share of the time of training.

    Args:
        action: "warn" says what it finds; "stop" also ends the training, before the first step
            where the first batch tells.
        only, skip: checks or groups.
        overhead: the share of the time of training that looking may take. Batches for which there
            is no time are counted, not read; the report says how many.

    ``report`` is the verdict so far; ``epochs`` has the numbers of each epoch; ``unseen`` says what
    could not be seen. ``save(path)`` writes the report as JSON.

    Example:
        >>> watch = conformance.Watch(action="stop")  # doctest: +SKIP
        >>> model.fit(dataset, callbacks=[watch])  # doctest: +SKIP
        >>> print(watch.report)  # doctest: +SKIP
    """

    def __init__(
        self,
        action: str = "warn",
        *,
        only: Iterable[str] = (),
        skip: Iterable[str] = (),
        overhead: float = OVERHEAD,
    ):
        super().__init__()
        if action not in ACTIONS:
            raise ValueError(f"action is {action!r}; expected one of {', '.join(ACTIONS)}")
        self.action, self.overhead = action, float(overhead)
        self.checks = select(only, skip)
        self.report: Optional[Report] = None
        self.epochs: List[Epoch] = []
        self.unseen: List[str] = []
        self.seconds = 0.0  # spent on looking at what passes
        self.judging = 0.0  # spent on judging it, a few times in all
        self._lock = threading.Lock()
        self._told: set = set()
        self._records = Records()
        self._head: Any = None

    # --- Keras calls these ----------------------------------------------------------------------

    def on_train_begin(self, logs: Any = None) -> None:
        self.began = time.perf_counter()
        self.epochs, self.unseen, self.report = [], [], None
        self._told, self._steps = set(), 0
        self.seconds = self.judging = 0.0
        self._head = Recorder(keep=True, lists=False, batched=True, progress=None)
        self._attached = _attach(self)
        if self._attached is None:
            self.unseen.append("this Keras keeps its batches where they were not found: nothing")
            warnings.warn(f"conformance.Watch sees nothing: {self.unseen[-1]}", stacklevel=2)
        else:
            self._records = self._known(self._attached)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        with self._lock:
            self.epochs.append(Epoch(int(epoch)))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._steps = int(batch) + 1

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        with self._lock:
            self._finish(self.epochs[-1])
            if len(self.epochs) <= 2 or self._worse(self.epochs[-1]):
                self._judge()
        self._tell(stopping=True)

    def on_train_end(self, logs: Any = None) -> None:
        if self._attached is not None:
            _detach(self._attached)
        if self.epochs and self.epochs[-1].record.batches and self.report is None:
            self._judge()
        self._tell(stopping=False)

    # --- what passes ----------------------------------------------------------------------------

    def see(self, parts: List[Part], element: Any) -> None:
        """One batch, on its way to the step that trains on it."""
        with self._lock:
            started = time.perf_counter()
            if not self.epochs:  # Keras 3 looks at a batch before it begins, to build the model
                return
            epoch = self.epochs[-1]
            number = epoch.record.batches
            full = self._affordable(started)
            self._count(epoch, parts, full=full)
            if element is not None and len(self.epochs) == 1 and number < HEAD and full:
                self._head.take(number, element, 0.0)
            self.seconds += time.perf_counter() - started
            first = len(self.epochs) == 1 and number == 0
            if first:
                self._first_batch(element)
        if first:
            self._tell(stopping=False, raising=self.action == "stop")

    def _affordable(self, now: float) -> bool:
        """Whether a whole look fits in the share; those of the first batches always do."""
        looks = sum(epoch.read for epoch in self.epochs)
        if looks < HEAD:
            return True
        return (self.seconds + self.seconds / looks) < self.overhead * (now - self.began)

    def _count(self, epoch: Epoch, parts: List[Part], *, full: bool) -> None:
        record = epoch.record
        sizes = [int(array.shape[0]) for *_, array in parts if array.ndim]
        record.batch_sizes.append(sizes[0] if sizes else 0)
        record.batch_numbers.append(record.batches)
        for path, role, key, kind, array in parts:
            component = epoch.components.get(path)
            if component is None:
                dtype = str(array.dtype)
                component = Component(path, role, key, dtype, kind)
                epoch.components[path] = component
            component.shapes.append(tuple(array.shape))
            if full:
                _measure(component, array, record.batches)
        epoch.read += full
        record.batches += 1

    def _first_batch(self, element: Any) -> None:
        """Judge what is there before the first step."""
        if element is not None and self._records.known("contract"):
            if not self._records.known("spec"):
                self._records.put("spec", specs.inferred(element))
            self._records.put("forward", self._called(element))
        self._judge()

    def _called(self, element: Any) -> Any:
        """The model's outputs for the first batch, where a call changes nothing."""
        from conformance.observe.kinds import features_of
        from conformance.observe.training import forward

        if self._records["contract"].stateful or not getattr(self.model, "built", False):
            return Missing("the model cannot be called without a change to it", "skip")
        return forward(lambda: self.model, features_of(element, lists=False))

    def _finish(self, epoch: Epoch) -> None:
        record = epoch.record
        whole = epoch.read == record.batches
        # With steps_per_epoch an epoch ends where it is told to, not where the data do.
        record.endless = self._records["arguments"].get("steps_per_epoch") is not None
        record.complete = not record.endless
        if not record.endless:
            record.of_batches, record.of_examples = record.batches, record.examples
        epoch.done = True
        ahead = record.batches - self._steps
        if ahead > 0:
            text = f"epoch {epoch.number}: its last {ahead} batches were read ahead of their steps"
            self.unseen.append(text)
        if not whole:
            text = (
                f"epoch {epoch.number}: {epoch.read} of {record.batches} batches were read, the "
                f"others counted, to stay within {self.overhead:.0%} of the time"
            )
            self.unseen.append(text)

    # --- judging --------------------------------------------------------------------------------

    def _known(self, attached: _Attached) -> Records:
        """The records that are there before a batch is."""
        from conformance.facts.table import FACTS
        from conformance.observe.kinds import accepted_by_fit, kind_of

        given = {k: v for k, v in attached.arguments.items() if v is not None}
        given.pop("class_weight", None)  # it has become sample_weight by the time it passes here
        x = given.get("x")
        kind = kind_of(x)
        records = Records(facts=FACTS)
        records.put("environment", environment(device="cpu", seed=0))
        kept = {k: v for k, v in given.items() if k not in ("x", "y", "sample_weight", "callbacks")}
        records.put("arguments", Arguments(kept, compat.fit_parameters()))
        built = Build(kind, type(x).__name__, factory=False)
        built.accepted_by_fit = accepted_by_fit(x, kind)
        records.put("build", built)
        records.put("contract", contract.read(self.model))
        if attached.spec is not None:
            records.put("spec", attached.spec)
        for name in NOT_SEEN:
            records.put(name, Missing("not seen by a callback", "skip"))
        return records

    def _judge(self) -> None:
        from conformance.run.judge import judge_all
        from conformance.run.runner import describe

        started = time.perf_counter()
        records = Records(dict(self._records), facts=self._facts())
        elements = self._elements()
        records.put("elements", elements)
        if not records.known("spec"):
            records.put("spec", Missing("the elements have no spec", "skip"))
        if not records.known("forward"):
            records.put("forward", Missing("the model was not called", "skip"))
        records.put("epochs", self._second())
        results = judge_all(self.checks, records)
        results = [self._in_any_epoch(result, records) for result in results]
        report = Report(
            target="fit",
            model=type(self.model).__name__,
            environment=describe(records["environment"]),
            results=results,
            seconds=time.perf_counter() - self.began,
            notes=[*self._numbers(), *(f"not seen: {text}" for text in self.unseen)],
        )
        from conformance.facts.reading import readings

        report.readings = readings(records)
        self.report = report
        self.judging += time.perf_counter() - started

    @staticmethod
    def _facts() -> Any:
        from conformance.facts.table import FACTS

        return FACTS

    def _elements(self) -> Any:
        """The first epoch: rows and values of its head, hashes and ranges of all of it."""
        first = self.epochs[0]
        head = self._head.record
        if not head.batches and not first.components:
            return Missing("no element was seen", "skip")
        finished = _finished(self._head)
        record = Pass(**{**vars(first.record), "components": []})
        read = first.done and first.read == first.record.batches
        record.complete = read and first.record.complete
        record.stopped_by = None if read else "time" if first.done else "batches"
        record.structure_changes = list(head.structure_changes)
        for path, seen in first.components.items():
            record.components.append(_joined(seen, finished.get(path)))
        return record

    def _second(self) -> Any:
        if len(self.epochs) < 2 or not self.epochs[1].done:
            return Missing("no second epoch has passed", "unread")
        second = self.epochs[1]
        record = Pass(**{**vars(second.record), "components": list(second.components.values())})
        record.complete = second.record.complete and second.read == second.record.batches
        return Epochs(second=record)

    def _in_any_epoch(self, result: Result, records: Records) -> Result:
        """A check that holds in the first epoch may fail in a later one."""
        from conformance.run.judge import judge

        if result.check not in EPOCH_CHECKS or result.status != "pass":
            return result
        check = next(c for c in self.checks if c.name == result.check)
        for epoch in self.epochs[1:]:
            record = Pass(**{**vars(epoch.record), "components": list(epoch.components.values())})
            view = Records({**dict(records), "elements": record}, facts=self._facts())
            found = judge(check, view)
            if found.status in ("fail", "warn"):
                found.message = f"epoch {epoch.number}: {found.message}"
                return found
        return result

    def _worse(self, epoch: Epoch) -> bool:
        return any(component.nan or component.inf for component in epoch.components.values())

    def _numbers(self) -> List[str]:
        """A line for each epoch: rows, distinct examples, ranges."""
        out = []
        for epoch in self.epochs:
            record = epoch.record
            if not record.batches:
                continue
            whole = Pass(**{**vars(record), "components": list(epoch.components.values())})
            hashes = whole.example_hashes() if epoch.read == record.batches else ()
            distinct = f", {len(np.unique(hashes)):,} distinct" if len(hashes) else ""
            ranges = [
                f"{c.path} {c.minimum:g} to {c.maximum:g}"
                + (f" ({c.nan + c.inf} not finite)" if c.nan or c.inf else "")
                for c in epoch.components.values()
                if c.minimum is not None
            ]
            text = f"epoch {epoch.number}: {record.examples:,} examples{distinct}"
            out.append("; ".join([text, *ranges[:6]]))
        return out

    # --- telling --------------------------------------------------------------------------------

    def _tell(self, *, stopping: bool, raising: bool = False) -> None:
        """Say what is new; stop where that was asked for."""
        from conformance.report.text import one

        failing = [r for r in (self.report.results if self.report else ()) if r.status == "fail"]
        fresh = [result for result in failing if result.check not in self._told]
        for result in fresh:
            self._told.add(result.check)
            warnings.warn(f"conformance.Watch\n{one(result)}", UserWarning, stacklevel=3)
        if not fresh or self.action != "stop":
            return
        if raising:
            raise Stopped(f"{fresh[0].check}: {fresh[0].message}")
        if stopping:
            self.model.stop_training = True

    def save(self, path: str) -> None:
        """Write the report as JSON.

        Raises:
            ValueError: nothing has been judged.
        """
        import json

        if self.report is None:
            raise ValueError("there is no report: nothing was trained on yet")
        with open(os.fspath(path), "w", encoding="utf-8") as file:
            json.dump(self.report.to_dict(), file, indent=1, ensure_ascii=False)

    # A callback is copied by those who tune hyperparameters; a lock cannot be.
    def __deepcopy__(self, memo: Any) -> Watch:
        names = [check.name for check in self.checks]
        return type(self)(self.action, only=names, overhead=self.overhead)


def _measure(component: Component, array: np.ndarray, batch: int) -> None:
    """Range, values that are not finite, and a hash for each row."""
    component.count += int(array.size)
    if array.ndim and component.kind == "dense":
        component.hashes.append(hashing.rows(array))
    if array.dtype.kind not in "biuf" or not array.size:
        return
    low, high = array.min(), array.max()  # both are NaN where one value is
    if array.dtype.kind == "f" and not np.isfinite([low, high]).all():
        bad = ~np.isfinite(array)
        component.nan += int(np.isnan(array).sum())
        component.inf += int(np.isinf(array).sum())
        if component.bad_at is None:
            component.bad_at = (batch, tuple(int(i) for i in np.argwhere(bad)[0]))
        component.bad_rows += int(bad.reshape(len(bad), -1).any(axis=1).sum()) if bad.ndim else 1
        if bad.all():
            return
        low, high = array[~bad].min(), array[~bad].max()
    kept = (component.minimum, component.maximum)
    component.minimum = float(low) if kept[0] is None else min(kept[0], float(low))
    component.maximum = float(high) if kept[1] is None else max(kept[1], float(high))


def _finished(recorder: Any) -> Dict[str, Component]:
    """The components of the head so far, without an end to the recording."""
    import copy

    return {path: one.finish() for path, one in copy.deepcopy(recorder.accumulators).items()}


def _joined(seen: Component, head: Optional[Component]) -> Component:
    """The head's rows and values with the ranges and hashes of the whole epoch."""
    if head is None:
        return seen
    out = Component(**vars(head))
    for name in ("shapes", "hashes", "nan", "inf", "bad_at", "bad_rows"):
        setattr(out, name, getattr(seen, name))
    if seen.minimum is not None:
        out.minimum, out.maximum = seen.minimum, seen.maximum
    return out


# --- where Keras keeps its batches ----------------------------------------------------------------


@dataclass
class _Attached:
    """What was replaced, and what fit was called with."""

    owner: Any
    name: str
    before: Any
    arguments: Dict[str, Any]
    spec: Any = None


def _attach(watch: Watch) -> Optional[_Attached]:
    frame = _frame_of_fit(watch.model)
    if frame is None:
        return None
    values = frame.f_locals
    arguments = {name: values[name] for name in compat.fit_parameters() if name in values}
    handler = values.get("epoch_iterator")
    if handler is None:
        handler = values.get("data_handler")
    for name in ("_distributed_dataset", "_dataset"):
        if hasattr(handler, name):
            return _attach_dataset(watch, handler, name, arguments)
    name = "_get_iterator"
    if not hasattr(handler, name):
        return None
    before = getattr(handler, name)
    setattr(handler, name, lambda: _passing(watch, before()))
    return _Attached(handler, name, before, arguments)


def _detach(attached: _Attached) -> None:
    setattr(attached.owner, attached.name, attached.before)


def _frame_of_fit(model: Any) -> Any:
    """The frame of Keras' own fit that has made the object its batches come from."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        held = frame.f_locals
        own = held.get("self") is model and frame.f_code.co_name == "fit"
        if own and ("epoch_iterator" in held or "data_handler" in held):
            return frame
        frame = frame.f_back
    return None


def _attach_dataset(
    watch: Watch, owner: Any, name: str, arguments: Dict[str, Any]
) -> Optional[_Attached]:
    before = getattr(owner, name)
    source, strategy = before, None
    if not compat.is_dataset(before):  # a strategy's: what passes is seen before it is cut
        source = compat.original_dataset(before)
        strategy = watch.model.distribute_strategy
    if not compat.is_dataset(source):
        return None
    spec = specs.of_dataset(source)
    looked = source.map(_looking(watch, source.element_spec)).with_options(_not_ahead())
    if strategy is not None:
        looked = strategy.experimental_distribute_dataset(looked)
    setattr(owner, name, looked)
    return _Attached(owner, name, before, arguments, spec)


def _not_ahead() -> Any:
    """Options under which tf.data adds no prefetch of its own behind the last stage (2.10 on)."""
    options = compat.tensorflow().data.Options()
    optimization = getattr(options, "experimental_optimization", None)
    if hasattr(optimization, "inject_prefetch"):
        optimization.inject_prefetch = False
    return options


def _looking(watch: Watch, spec: Any) -> Callable[..., Any]:
    """A stage that shows each element to the callback, and passes it on as it is."""
    tf = compat.tensorflow()
    parts = [(path, role, key, _kind(leaf)) for path, role, key, leaf in _leaves_of(spec)]
    dense = all(kind == "dense" for *_, kind in parts)

    def see(*arrays: Any) -> bool:
        seen = [(*part, array) for part, array in zip(parts, arrays)]
        watch.see(seen, _packed(spec, arrays) if dense else None)
        return True

    def look(*element: Any) -> Any:
        whole = element if isinstance(spec, tuple) else element[0]
        values = [_dense_part(leaf) for *_, leaf in _leaves_of(whole)]
        shown = tf.numpy_function(see, values, tf.bool)
        with tf.control_dependencies([shown]):
            return tf.nest.map_structure(_same, whole, expand_composites=True)

    return look


def _same(value: Any) -> Any:
    return None if value is None else compat.tensorflow().identity(value)


def _packed(spec: Any, arrays: Any) -> Any:
    """The arrays in the places of the spec that are not empty."""
    there = [not absent(leaf) for leaf in flatten(spec)]
    rank = np.cumsum(there) - 1
    return transform(lambda i: arrays[rank[i]] if there[i] else None, indices(spec))


def _leaves_of(element: Any) -> List[Tuple[str, str, Optional[str], Any]]:
    parts, _ = roles_of(element, list_is_tuple=False)
    return [
        (role + path, role, key, value) for role, part in parts for path, key, value in leaves(part)
    ]


def _kind(spec: Any) -> str:
    name = type(spec).__name__
    return "ragged" if "Ragged" in name else "sparse" if "Sparse" in name else "dense"


def _dense_part(value: Any) -> Any:
    """Of a ragged or sparse tensor, its values: what is finite and in which range."""
    if hasattr(value, "flat_values"):
        return value.flat_values
    return value.values if hasattr(value, "values") and hasattr(value, "indices") else value


def _passing(watch: Watch, batches: Iterable[Any]) -> Any:
    """The batches of JAX's or PyTorch's iterator, shown on their way."""
    for batch in batches:
        element = transform(_as_array, tuple(batch) if isinstance(batch, list) else batch)
        watch.see([(*part[:3], "dense", part[3]) for part in _leaves_of(element)], element)
        yield batch


def _as_array(value: Any) -> Any:
    return None if value is None else np.asarray(compat.to_numpy(value))
