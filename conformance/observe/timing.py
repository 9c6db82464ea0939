"""What an epoch costs, which stage costs it, and what a cache would buy: measured."""

from __future__ import annotations

import time
from typing import Any, List, Tuple

from conformance import compat
from conformance.records import INFINITE, Pass, Timing

CACHE_LIMIT = 2 * 2**30  # bytes an epoch may weigh for the what-if cache
PROTO_ELEMENTS = 50
REPEATS = 5


def what_if(dataset: Any, record: Timing, first: Pass, *, seconds: float) -> None:
    """Measure an epoch alone and one read back from memory, and where TensorFlow tells, the stages.

    ``second_epoch`` becomes the quickest of up to six epochs, so that a busy machine does not
    look like a slow pipeline. Everything together stays within about twice ``seconds``.
    """
    record.bytes_per_epoch = _bytes(first)
    started = time.perf_counter()
    deadline = started + seconds
    finite = first.complete and compat.cardinality(dataset) != INFINITE
    epoch = dataset if finite else dataset.take(first.batches)
    for _ in range(REPEATS):
        if time.perf_counter() + record.second_epoch > started + seconds / 2:
            break
        record.second_epoch = min(record.second_epoch, _drain(epoch))
    nothing = compat.tensorflow().data.Dataset.range(first.batches).prefetch(1)
    record.overhead = min(_drain(nothing) for _ in range(REPEATS))
    room = time.perf_counter() + 2 * record.second_epoch < deadline
    if finite and record.bytes_per_epoch < CACHE_LIMIT and room:
        cached = dataset.cache()
        _drain(cached)
        record.cached_epoch = min(_drain(cached) for _ in range(REPEATS))
    if compat.has_model_proto():
        record.stages = _stages(epoch, seconds)


def _drain(dataset: Any) -> float:
    started = time.perf_counter()
    for _ in dataset:
        pass
    return time.perf_counter() - started


def _bytes(first: Pass) -> int:
    return int(sum(c.count * (8 if c.dtype.endswith("64") else 4) for c in first.components))


def _stages(dataset: Any, seconds: float) -> List[Tuple[str, float]]:
    """(stage, seconds of its own work while some batches were read), costliest first.

    Source: tf.data.experimental.get_model_proto (TensorFlow 2.17 on), processing_time in ns. Only
    shares are meaningful: a repeated pipeline starts its counts again in each epoch. Empty where
    the pipeline has no model (debug mode, autotuning off).
    """
    tf = compat.tensorflow()
    iterator = iter(dataset.repeat())
    started, count = time.perf_counter(), 0
    while count < PROTO_ELEMENTS and time.perf_counter() - started < seconds / 2:
        next(iterator)
        count += 1
    time.sleep(0.1)  # the model is updated by a background thread
    try:
        proto = tf.data.experimental.get_model_proto(iterator)
    except tf.errors.NotFoundError:
        return []
    nodes = getattr(proto, "nodes", {})
    out = [(nodes[i].name, nodes[i].processing_time / 1e9) for i in nodes]
    return sorted(out, key=lambda item: -item[1])
