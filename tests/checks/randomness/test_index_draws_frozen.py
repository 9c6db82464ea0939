"""The check index-draws-frozen, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    SequenceFacts,
)
from tests.checks.made import (
    result,
)
from tests.checks.randomness.made import FROZEN, REORDERED, a_pass


def test_a_sequence_that_seeds_itself_in_getitem():
    sequence = SequenceFacts(10, "Rows", global_random=True)
    judged = result("index-draws-frozen", sequence=sequence, elements=a_pass(), epochs=FROZEN)
    assert judged.status == "warn"
    judged = result("index-draws-frozen", sequence=sequence, elements=a_pass(), epochs=REORDERED)
    assert judged.status == "pass"
