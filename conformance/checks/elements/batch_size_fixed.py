"""Whether batches have the size the model was built for."""

from __future__ import annotations

from typing import Any, Dict, Optional

from conformance.facts.pairing import Pairing
from conformance.records import Contract, Pass, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import positions


@predicate("no input of the model is fixed to one size of batch")
def size_fixed(pairing: Pairing) -> bool:
    """An input has a number for its first axis."""
    return any(pair.input.shape and pair.input.shape[0] is not None for pair in pairing.pairs)


@check(
    "batch-size-fixed",
    group="elements",
    title="batches have the size the model was built for",
    applies=(size_fixed,),
    phase="paired",
    per_part=True,
)
def batch_size_fixed(
    contract: Contract, pairing: Pairing, elements: Pass, training: Optional[Training] = None
) -> Outcome:
    """``Input(batch_shape=...)`` and stateful layers hold state for one size of batch."""
    fixed = [
        (pair, pair.input.shape[0])
        for pair in pairing.pairs
        if pair.input.shape and pair.input.shape[0] is not None
    ]
    pair, size = fixed[0]
    other = [i for i, seen in enumerate(elements.batch_sizes) if seen != size]
    if not other:
        return Passed(f"all {len(elements.batch_sizes)} batches have {size} examples")
    sizes = sorted({elements.batch_sizes[i] for i in other})
    last = other == [len(elements.batch_sizes) - 1]
    text = (
        f"the input `{pair.input.path}` is fixed to batches of {size}, and "
        f"{'the last batch' if last else positions(other)} has {', '.join(map(str, sizes[:4]))}"
    )
    details: Dict[str, Any] = dict(
        expected=f"batches of {size}",
        actual=f"batches of {', '.join(map(str, sizes[:4]))}",
        where=f"{pair.component.path}, {positions(other)}",
        component=pair.component.path,
        fix=f"`.batch({size}, drop_remainder=True)`",
    )
    failed = training is not None and "fit" in training.failures
    if contract.stateful or failed:
        return Finding(text + "; the state of the layers has one row for each of them", **details)
    return warn(text, **details)
