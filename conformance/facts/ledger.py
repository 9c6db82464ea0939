"""Rows, batches, steps: how many the source holds, were declared, and came in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from conformance.records import Arguments, Pass, Plan, SequenceFacts


@dataclass(frozen=True)
class Ledger:
    """The counts of one pass over one part of the data; None is not known.

    ``held``: rows of the arrays that a Sequence holds. ``declared``: batches that the dataset or the
    Sequence says it has; None for an endless one too. ``batches`` and ``examples`` came, up to where
    reading ended (``whole``: at their end). ``size``: rows of the largest batch, 0 where none came.
    ``steps``: what fit is given as steps_per_epoch.
    """

    held: Optional[int]
    declared: Optional[int]
    batches: int
    examples: int
    whole: bool
    size: int
    steps: Optional[int]

    @property
    def missing(self) -> Optional[int]:
        """Rows that the source holds and that did not come."""
        return self.held - self.examples if self.held is not None and self.whole else None


def ledger_of(
    elements: Pass,
    plan: Optional[Plan] = None,
    sequence: Optional[SequenceFacts] = None,
    arguments: Optional[Arguments] = None,
) -> Ledger:
    """The ledger of one part of the data."""
    declared = plan.root.cardinality if plan is not None else None
    if sequence is not None:
        declared = sequence.length
    steps = arguments.get("steps_per_epoch") if arguments is not None else None
    return Ledger(
        held=sequence.source_rows if sequence is not None else None,
        declared=declared if declared is not None and declared >= 0 else None,
        batches=elements.batches,
        examples=elements.examples,
        whole=elements.complete and elements.failure is None,
        size=max(elements.batch_sizes, default=0),
        steps=steps if isinstance(steps, int) else None,
    )
