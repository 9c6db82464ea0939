"""Further passes: is the second epoch the first one again, and does a second build agree?"""

from __future__ import annotations

from typing import Any, Callable, Dict, Optional

from conformance.observe.elements import observe_pass
from conformance.records import Epochs, Pass


def observe(
    pipeline: Any,
    first: Pass,
    iterate: Callable[[Any], Any],
    *,
    rebuild: Optional[Callable[[], Any]],
    seconds: float,
    repeatable: bool = True,
    lists: bool = False,
) -> Epochs:
    """One more pass over the same object, and one over a fresh build.

    Args:
        first: the first pass; the others stop where it stopped.
        iterate: pipeline -> iterable of elements.
        rebuild: builds the pipeline again; None for a live object.
        repeatable: False for a generator, which can be read once.
    """
    limit = first.batches if not first.complete else first.batches + 50
    options: Dict[str, Any] = dict(
        seconds=seconds, max_batches=max(1, limit), keep=False, lists=lists
    )
    epochs = Epochs()
    if repeatable:
        epochs.second = observe_pass(lambda: iterate(pipeline), **options)
    if rebuild is not None:
        epochs.rebuilt = observe_pass(lambda: iterate(rebuild()), **options)
    return epochs
