"""One example before and after each map that draws random numbers: what augmentation makes of it."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Tuple

from conformance import compat
from conformance.observe.elements import observe_pass
from conformance.observe.guard import failure_of
from conformance.observe.state import Run
from conformance.records import Node, Pass, Plan
from conformance.records.changes import Change

TURNS = 3  # how often the one example goes through the map
MAPS = 2  # maps that are shown
SLOW = 2.0  # seconds to the first batch beyond which no further element is asked for


# A call of ``Dataset.map`` as the pipeline made it: the dataset, the function, and what does the same to
# another dataset.
Mapped = Tuple[Any, Any, Callable[[Any], Any]]


def observe(state: Run) -> List[Change]:
    """The changes by each random map of the main line; [] where there is none, or reading is slow."""
    if not state.has("plan", "elements"):
        return []
    plan, elements = state.records["plan"], state.records["elements"]
    if elements.failure is not None or sum(elements.steps_each[:1]) > SLOW:
        return []
    out = []
    for mapped, batched in _random(plan, state.maps)[:MAPS]:
        out.append(_changed(mapped, batched))
    return out


def _random(plan: Plan, maps: List[Mapped]) -> List[Tuple[Mapped, bool]]:
    """Each random map that was seen being called, and whether its elements are batches."""
    found = []
    batched = any(node.op in ("batch", "padded_batch") for node in plan.chain())
    for node in plan.chain():
        if node.op in ("batch", "padded_batch", "map_and_batch"):
            batched = False
        if node.op == "map" and node.function is not None and node.function.random:
            mapped = _called(node, maps)
            if mapped is not None:
                found.append((mapped, batched))
    return found[::-1]


def _called(node: Node, maps: List[Mapped]) -> Optional[Mapped]:
    name = node.function.name if node.function is not None else ""
    named = [one for one in maps if _name(one[1]) == name]
    return named[-1] if named else None


def _name(function: Any) -> str:
    function = getattr(function, "func", function)
    return str(getattr(function, "__name__", type(function).__name__)).strip("<>")


def _changed(mapped: Mapped, batched: bool) -> Change:
    source, function, again = mapped
    name = _name(function)
    try:
        # A shuffle further up gives another element each time it is asked: this is one and the same.
        element = next(iter(source.take(1)))
        one = compat.tensorflow().data.Dataset.from_tensors(element)
        before = _pass(one if batched else one.batch(1))
        turns = again(one.repeat(TURNS))
        after = _pass(turns if batched else turns.batch(TURNS))
    except Exception as error:  # the user's code: a picture the less, and it is said
        return Change(name, failure=str(failure_of(error, "map")))
    failure = before.failure or after.failure
    rows = after.batch_sizes[0] if batched and after.batch_sizes else 1
    return Change(name, before, after, rows, failure=str(failure) if failure else "")


def _pass(dataset: Any) -> Pass:
    return observe_pass(lambda: dataset, seconds=SLOW, max_batches=TURNS)
