"""The check randomness-in-step, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    TraceEvent,
    Training,
)
from tests.checks.made import result


class TestRandomnessInStep:
    def test_a_draw(self):
        event = TraceEvent("numpy.random.normal", "random", "gan.py:12", "")
        found = result("randomness-in-step", training=Training(drawn_while_traced=[event]))
        assert "calls numpy.random.normal at gan.py:12" in found.message

    def test_none(self):
        assert result("randomness-in-step", training=Training()).status == "pass"
