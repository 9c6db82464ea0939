"""Faults in the last per cent of long data: each is found, or lies in what is said to be unread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")

from conformance import compat  # noqa: E402
from conformance.facts.reading import readings  # noqa: E402
from conformance.facts.table import FACTS  # noqa: E402
from conformance.observe.stages import PRODUCES, STAGES, Options, Run  # noqa: E402
from conformance.records import Forward, Leaf  # noqa: E402
from conformance.records.store import Records  # noqa: E402
from conformance.registry import load  # noqa: E402
from conformance.run.judge import judge, ready  # noqa: E402
from conformance.run.subject import subject_of  # noqa: E402

keras = compat.keras()
SIZE, CLASSES, WIDTH = 32, 5, 8
UP_TO = "elements"  # the stages that read the training data, and what comes before
# fault -> the check that is to find it
FINDS = {
    "nan": "not-finite",
    "label": "label-range",
    "raise": "pipeline-iterates",
    "copies": "examples-repeated",
    "zeros": "batch-filled-up",
}


@dataclass
class Rows:
    """A table with a fault near its end; ``bad`` is the row at which reading raises."""

    x: np.ndarray
    y: np.ndarray
    bad: Optional[int] = None


def rows(count: int, fault: str) -> Rows:
    random = np.random.RandomState(0)
    x = random.normal(size=(count, WIDTH)).astype("float32")
    y = random.randint(0, CLASSES, count)
    made = Rows(x, y)
    if fault == "nan":
        x[count - 5, 3] = np.nan
    elif fault == "label":
        y[count - 5] = CLASSES
    elif fault == "raise":
        made.bad = count - 5
    elif fault == "copies":
        many = count // 100
        x[-many:], y[-many:] = x[:many], y[:many]
    else:
        last = (count - 1) // SIZE * SIZE
        x[last:] = 0
    return made


def slices(table: Rows) -> Any:
    dataset = tf.data.Dataset.from_tensor_slices((table.x, table.y))
    if table.bad is None:
        return dataset.batch(SIZE).prefetch(2)
    # The row that raises is known by its values, so that any way to it meets it.
    mark = tf.constant(table.x[table.bad])

    def checked(x: Any, y: Any) -> Any:
        same = tf.reduce_all(tf.equal(x, mark))
        return tf.debugging.check_numerics(tf.where(same, np.float32("nan"), x), "bad"), y

    return dataset.map(checked, num_parallel_calls=2).batch(SIZE).prefetch(2)


def generator(table: Rows) -> Any:
    def batches() -> Any:
        for i in range(0, len(table.x), SIZE):
            if table.bad is not None and i <= table.bad < i + SIZE:
                raise ZeroDivisionError("a bad row")
            yield table.x[i : i + SIZE], table.y[i : i + SIZE]

    signature = (tf.TensorSpec((None, WIDTH), tf.float32), tf.TensorSpec((None,), tf.int64))
    return tf.data.Dataset.from_generator(batches, output_signature=signature)


class Table(keras.utils.Sequence):
    def __init__(self, table: Rows):
        super().__init__()
        self.table = table

    def __len__(self) -> int:
        return -(-len(self.table.x) // SIZE)

    def __getitem__(self, index: int) -> Tuple[np.ndarray, np.ndarray]:
        part = slice(index * SIZE, (index + 1) * SIZE)
        if self.table.bad is not None and part.start <= self.table.bad < part.stop:
            raise ZeroDivisionError("a bad row")
        return self.table.x[part], self.table.y[part]


SOURCES: Dict[str, Callable[[Rows], Any]] = {
    "slices": slices,
    "generator": generator,
    "sequence": Table,
    "arrays": lambda table: (table.x, table.y),
}


def make_model() -> Any:
    model = keras.Sequential(
        [keras.Input((WIDTH,)), keras.layers.Dense(CLASSES, activation="softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def outcome(source: str, count: int, fault: str, budget: float) -> str:
    """Found, unread or lost."""
    table = rows(count, fault)
    subject = subject_of(lambda: SOURCES[source](table), model=make_model)
    state = Run(subject, Options(budget=budget), Records(facts=FACTS))
    state.initial_random = compat.random_states()
    for name, stage in STAGES:
        stage(state)
        if name == UP_TO:
            break
    output = Leaf("output", (None, CLASSES), "float32", role="output")
    state.put("forward", Forward(outputs=[output], output_structure=0))  # costs a call of the model
    check = load()[FINDS[fault]]
    for name in {name for records in PRODUCES.values() for name in records}:
        state.missing("not asked here", name, kind="skip")
    assert ready(check, state.records), check.asks
    result = judge(check, state.records)
    if result.status in ("fail", "warn"):
        return "found"
    (reading,) = readings(state.records)
    assert reading.examples <= count
    return "lost" if reading.complete else "unread"


def cases() -> List[Tuple[str, str]]:
    return [(s, f) for s in SOURCES for f in FINDS if (s, f) != ("arrays", "raise")]


@pytest.mark.parametrize(("source", "fault"), cases())
def test_a_thousand_rows_are_read_whole(source, fault):
    assert outcome(source, 1_000, fault, budget=60) == "found"


@pytest.mark.slow
@pytest.mark.parametrize(("source", "fault"), cases())
def test_a_hundred_thousand_rows(source, fault):
    assert outcome(source, 100_000, fault, budget=60) in ("found", "unread")


@pytest.mark.slow
@pytest.mark.parametrize(("source", "fault"), cases())
def test_a_million_rows_within_a_short_budget(source, fault):
    """What needs the whole (copies) may be unread, and what cannot be sought: a generator's end."""
    seen = outcome(source, 1_000_000, fault, budget=10)
    reachable = source != "generator" and fault != "copies"
    assert seen == "found" if reachable else seen in ("found", "unread")
