"""Whether a PyDataset calls its base class's __init__."""

from __future__ import annotations

from conformance.records import SequenceFacts
from conformance.registry import check
from conformance.results import Outcome, Passed, warn


@check(
    "super-not-called",
    group="portability",
    title="a PyDataset calls its base class's __init__",
    phase="apart",
)
def super_not_called(sequence: SequenceFacts) -> Outcome:
    """The base class holds workers, use_multiprocessing and max_queue_size."""
    if sequence.super_called:
        return Passed(f"{sequence.type_name}.__init__ and that of its base class")
    return warn(
        f"{sequence.type_name}.__init__ does not call super().__init__(**kwargs): Keras 3 warns, "
        "and workers, use_multiprocessing and max_queue_size keep their defaults",
        expected="super().__init__(**kwargs)",
        actual="not called",
        where=f"{sequence.type_name}.__init__",
        fix=f"take **kwargs in {sequence.type_name}.__init__ and begin it with "
        "super().__init__(**kwargs)",
    )
