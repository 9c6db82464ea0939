"""Claims about the threads behind AUTOTUNE and the processes behind a Sequence."""

from __future__ import annotations

import functools
import os
from typing import Any, Dict, Set

from conformance.claims.children import attempt
from conformance.claims.lazy import tf
from conformance.claims.registry import Result, claim, since

PERFORMANCE = "https://www.tensorflow.org/guide/data_performance"
SEQUENCE = "https://www.tensorflow.org/api_docs/python/tf/keras/utils/Sequence"
CHILD = 290.0  # seconds: two starts of TensorFlow, and a wait for what may never end


@claim(
    "autotune-is-multiprocessing",
    kind="claim",
    says="num_parallel_calls=AUTOTUNE runs the function in several processes",
    source=PERFORMANCE + "#parallelizing_data_transformation",
    right="reference_pipelines.augmented_images",
    expected=False,
)
def _autotune() -> Result:
    processes: Set[int] = set()

    def note(value: Any) -> Any:
        processes.add(os.getpid())
        return value

    dataset = tf.data.Dataset.range(64).map(
        lambda value: tf.py_function(note, [value], tf.int64), num_parallel_calls=tf.data.AUTOTUNE
    )
    count = sum(1 for _ in dataset)
    here = processes == {os.getpid()}
    return not here, f"{count} calls in {len(processes)} process, {'' if here else 'not '}this one"


@functools.lru_cache(maxsize=None)
def _spawned() -> Dict[str, str]:
    how, value = attempt("conformance.claims.spawned:spawn_runs", timeout=CHILD)
    if how != "returned":
        raise RuntimeError(f"the run with spawned workers {how}: {value}")
    return value


@claim(
    "sequence-workers-need-fork",
    kind="claim",
    says="use_multiprocessing forks, so it does not work where processes are spawned (Windows)",
    source=SEQUENCE,
    right="reference_pipelines.sequence_workers",
    expected=False,
    slow=True,
)
def _needs_fork() -> Result:
    ended = _spawned()["picklable"]
    return ended != "trains", f"a Sequence that pickles, one spawned worker: {ended}"


@claim(
    "unpicklable-sequence-raises-under-spawn",
    kind="trap",
    says="where processes are spawned, fit raises for a Sequence that cannot be pickled",
    source=SEQUENCE,
    right="reference_pipelines.sequence_workers",
    expected=since("2.16"),
    slow=True,
)
def _unpicklable() -> Result:
    ended = _spawned()["unpicklable"]
    return ended not in ("hangs", "trains"), f"a Sequence that holds a lambda: {ended}"
