"""Further passes: is the second epoch the first one again, and does a second build agree?"""

from __future__ import annotations

from typing import Any, Callable, Dict, Optional

import numpy as np

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
    resampled: bool = False,
) -> Epochs:
    """One more pass over the same object, and one over a fresh build.

    A third pass is read where it tells more: of a Sequence whose second epoch repeats rows that the
    first did not (rows drawn anew, or rows that die out), and where the second holds another number
    of examples (drawn, or what is left of the source).

    Args:
        first: the first pass; the others stop where it stopped.
        iterate: pipeline -> iterable of elements.
        rebuild: builds the pipeline again; None for a live object.
        repeatable: False for a generator, which can be read once.
        resampled: whether the object draws its rows anew between epochs (``on_epoch_end``).
    """
    limit = first.head if not first.complete else first.batches + 50
    options: Dict[str, Any] = dict(
        seconds=seconds, max_batches=max(1, limit), keep=False, lists=lists
    )
    epochs = Epochs()
    if repeatable:
        epochs.second = observe_pass(lambda: iterate(pipeline), **options)
        if (resampled and _fewer(epochs.second, first)) or _other_length(epochs.second, first):
            epochs.third = observe_pass(lambda: iterate(pipeline), **options)
    if rebuild is not None:
        epochs.rebuilt = observe_pass(lambda: iterate(rebuild()), **options)
    return epochs


def _fewer(later: Pass, earlier: Pass) -> bool:
    """Whether as many examples hold fewer distinct ones."""
    mine, before = later.example_hashes(), earlier.example_hashes()
    return len(mine) == len(before) and len(np.unique(mine)) < len(np.unique(before))


def _other_length(later: Pass, earlier: Pass) -> bool:
    whole = earlier.complete and later.complete
    return whole and bool(later.batches) and later.examples != earlier.examples
