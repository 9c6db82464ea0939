"""What an epoch costs, which stage costs it, and what a cache would buy: measured."""

from __future__ import annotations

import time
from typing import Any, List, Tuple

from conformance import compat
from conformance.records import INFINITE, Pass, Timing

CACHE_LIMIT = 2 * 2**30  # bytes an epoch may weigh for the what-if cache
PROTO_ELEMENTS = 50


def what_if(dataset: Any, record: Timing, first: Pass, *, seconds: float) -> None:
    """Measure an epoch read back from memory, and the stages' own times where TensorFlow tells."""
    record.bytes_per_epoch = _bytes(first)
    finite = first.complete and compat.cardinality(dataset) != INFINITE
    if finite and record.bytes_per_epoch < CACHE_LIMIT and 2 * record.second_epoch < seconds:
        cached = dataset.cache()
        _drain(cached)
        record.cached_epoch = _drain(cached)
    if compat.has_model_proto():
        record.stages = _stages(dataset, first.batches, seconds)


def _drain(dataset: Any) -> float:
    started = time.perf_counter()
    for _ in dataset:
        pass
    return time.perf_counter() - started


def _bytes(first: Pass) -> int:
    return int(sum(c.count * (8 if c.dtype.endswith("64") else 4) for c in first.components))


def _stages(dataset: Any, batches: int, seconds: float) -> List[Tuple[str, float]]:
    """(stage, its own seconds an epoch), costliest first.

    Source: tf.data.experimental.get_model_proto (TensorFlow 2.17 on): processing_time in ns.
    """
    iterator = iter(dataset.repeat())
    started, count = time.perf_counter(), 0
    while count < PROTO_ELEMENTS and time.perf_counter() - started < seconds / 2:
        next(iterator)
        count += 1
    time.sleep(0.1)  # the model is updated by a background thread
    proto = compat.tensorflow().data.experimental.get_model_proto(iterator)
    nodes = getattr(proto, "nodes", {})
    out = [
        (nodes[i].name, nodes[i].processing_time / 1e9 * batches / max(1, count)) for i in nodes
    ]
    return sorted(out, key=lambda item: -item[1])
