"""The check sequence-changes-data, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    SequenceFacts,
)
from tests.checks.made import result


def test_a_sequence_that_writes_into_its_data():
    sequence = SequenceFacts(10, "Rows", written="x")
    found = result("sequence-changes-data", sequence=sequence)
    assert found.message.startswith("`Rows.__getitem__` changes `self.x`")
    assert result("sequence-changes-data", sequence=SequenceFacts(10, "Rows")).status == "pass"
