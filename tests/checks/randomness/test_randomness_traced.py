"""The check randomness-traced, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    TraceEvent,
    Tracing,
)
from tests.checks.made import (
    result,
)


class TestTraced:
    def test_names_the_line_and_the_state(self):
        event = TraceEvent("np.random", "random", "data.py:12", "augment")
        found = result("randomness-traced", tracing=Tracing(events=[event]))
        assert found.status == "fail"
        assert found.message == (
            "`augment` draws from NumPy's global state at data.py:12 while it is traced: it runs in "
            "Python once, so the numbers drawn then are constants for every example of every epoch"
        )
        assert found.where == "data.py:12"

    def test_a_clock_is_only_a_warning(self):
        event = TraceEvent("time.time", "time", "data.py:3", "")
        assert result("randomness-traced", tracing=Tracing(events=[event])).status == "warn"

    def test_a_file_read_while_tracing_is_nothing(self):
        event = TraceEvent("builtins.open", "file", "data.py:3", "")
        assert result("randomness-traced", tracing=Tracing(events=[event])).status == "pass"
