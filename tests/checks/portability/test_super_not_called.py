"""super-not-called: a PyDataset calls its base class's __init__."""

from __future__ import annotations

from conformance.records import SequenceFacts
from tests.checks.made import passes, result


def test_super_not_called():
    found = result("super-not-called", sequence=SequenceFacts(10, "Rows", super_called=False))
    assert found.status == "warn"
    assert found.where == "Rows.__init__"
    passes("super-not-called", sequence=SequenceFacts(10, "Rows"))
