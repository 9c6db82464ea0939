"""How much there is, and how a place further in is reached without reading all before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, Iterator, Optional

from conformance import compat
from conformance.observe.kinds import batch_of, batch_size, first_axis
from conformance.records import INFINITE, SHUFFLES, Plan

# Datasets that hand on as many elements as they get: the rows below batch are those of the epoch.
ONE_TO_ONE = ("map", "prefetch", "cache", "shuffle", "options", "assert_cardinality", "model")
BATCHES = ("batch", "padded_batch", "map_and_batch")

Start = Callable[[int], Iterable[Any]]


@dataclass(frozen=True)
class Reach:
    """What is known of the length of the data, and the ways to a place in them.

    Args:
        batches / examples: all there are, where that is known.
        endless: there is no end.
        start: number of a batch -> the batches from there on, at the cost of these alone.
        skip: the same, at the cost of making all batches before.
    """

    batches: Optional[int] = None
    examples: Optional[int] = None
    endless: bool = False
    start: Optional[Start] = None
    skip: Optional[Start] = None

    @property
    def reachable(self) -> bool:
        return self.start is not None or self.skip is not None


def reach_of(pipeline: Any, kind: str, fit: Dict[str, Any], plan: Optional[Plan] = None) -> Reach:
    """The reach of a pipeline of this kind."""
    if kind == "sequence":
        length = len(pipeline)
        return Reach(length, start=lambda n: (pipeline[i] for i in range(n, length)))
    if kind == "arrays":
        rows = first_axis(pipeline)
        count = -(-rows // batch_size(fit))
        return Reach(
            count, rows, start=lambda n: (batch_of(pipeline, fit, i) for i in range(n, count))
        )
    if kind == "dataset":
        return _of_dataset(pipeline, plan)
    return Reach()


def _of_dataset(dataset: Any, plan: Optional[Plan]) -> Reach:
    count = compat.cardinality(dataset)
    if count < 0:
        return Reach(endless=count == INFINITE)
    nodes = plan.nodes() if plan is not None else []
    if any(node.op == "cache" and node.attributes.get("filename") for node in nodes):
        return Reach(count, _rows(plan))  # a second reader of a file that is written fails
    ordered = plan is not None and not any(node.op in (*SHUFFLES, "cache") for node in nodes)
    start = _by_index(dataset, count) if ordered else None
    return Reach(count, _rows(plan), start=start, skip=dataset.skip)


def _by_index(dataset: Any, count: int) -> Optional[Start]:
    """A start at any batch by asking for each by its index, where every stage can be asked so."""
    at = compat.element_at(dataset) if count else None
    if at is None:
        return None
    ask = at

    def start(batch: int) -> Iterator[Any]:
        return (ask(i) for i in range(batch, count))

    return start


def _rows(plan: Optional[Plan]) -> Optional[int]:
    """Examples in an epoch: what reaches the one batch stage, if all stages after it keep them."""
    for node in plan.chain() if plan is not None else []:
        if node.op in BATCHES and node.inputs:
            rows, size = node.inputs[0].cardinality, node.attributes.get("batch_size")
            if rows is None or rows < 0:
                return None
            dropped = rows % size if node.attributes.get("drop_remainder") and size else 0
            return int(rows - dropped)
        if node.op not in ONE_TO_ONE:
            return None
    return None
