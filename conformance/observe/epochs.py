"""Further passes: is the second epoch the first one again, and does a second build agree?"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional

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
        rebuild: builds the pipeline again; None for a live object. Where it hands out a shuffle that
            the first build had too, that was no second build.
        repeatable: False for a generator, which can be read once.
        resampled: whether the object draws its rows anew between epochs (``on_epoch_end``).
    """
    limit = first.head if not first.complete else first.batches + 50
    options: Dict[str, Any] = dict(
        seconds=seconds, max_batches=max(1, limit), keep=False, lists=lists
    )
    epochs = Epochs()
    if repeatable:
        epochs.second = observe_pass(lambda: iterate(pipeline), opening=True, **options)
        if (resampled and _fewer(epochs.second, first)) or _other_length(epochs.second, first):
            epochs.third = observe_pass(lambda: iterate(pipeline), **options)
    if rebuild is not None:
        epochs.rebuilt = _second_build(pipeline, iterate, rebuild, options)
    return epochs


def _second_build(
    pipeline: Any,
    iterate: Callable[[Any], Any],
    rebuild: Callable[[], Any],
    options: Dict[str, Any],
) -> Optional[Pass]:
    """A pass over a second build; None where that hands out what the first build had shuffled.

    A shuffle made once, for a module, goes on from where it was: another order of it is a later epoch
    and not another run.
    """
    made: List[Any] = []

    def again() -> Any:
        made.append(rebuild())
        return iterate(made[-1])

    found = observe_pass(again, **options)
    own = {id(node) for node in _upstream(pipeline) if "Shuffle" in type(node).__name__}
    shared = made and (made[0] is pipeline or any(id(node) in own for node in _upstream(made[0])))
    return None if shared else found


def _upstream(pipeline: Any) -> List[Any]:
    """A dataset and all that it reads; of anything else, nothing."""
    from conformance import compat

    found, waiting = [], [pipeline]
    while waiting:
        node = waiting.pop()
        if compat.upstream(node) or hasattr(node, "element_spec"):
            found.append(node)
            waiting.extend(compat.upstream(node))
    return found


def _fewer(later: Pass, earlier: Pass) -> bool:
    """Whether as many examples hold fewer distinct ones."""
    mine, before = later.example_hashes(), earlier.example_hashes()
    return len(mine) == len(before) and len(np.unique(mine)) < len(np.unique(before))


def _other_length(later: Pass, earlier: Pass) -> bool:
    whole = earlier.complete and later.complete
    return whole and bool(later.batches) and later.examples != earlier.examples
