"""The check sequence-index, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    SequenceFacts,
)
from tests.checks.made import environment, result


class TestSequence:
    def test_a_cursor(self):
        facts = SequenceFacts(5, "Rows", cursor="asked for batch 3 again, it gave batch 4")
        found = result("sequence-index", sequence=facts, environment=environment())
        assert "`Rows.__getitem__` ignores its index" in found.message
        assert (
            result(
                "sequence-index", sequence=SequenceFacts(5, "Rows"), environment=environment()
            ).status
            == "pass"
        )
