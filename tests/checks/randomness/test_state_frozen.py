"""state-frozen, on hand-written records; what is read and written is told in tests/observe."""

from __future__ import annotations

from conformance.records import Build, FrozenState, Tracing
from tests.checks.made import does_not_apply, finds, passes

ONE = FrozenState("stage.limit", "1.5", "easy", "Stage.on_epoch_end", "train.py:12")


def test_state_that_a_callback_writes_fails():
    tracing = Tracing(frozen=[ONE], functions=2)
    found = finds("state-frozen", tracing=tracing, build=Build())
    assert "`easy` read `stage.limit` once" in found.message
    assert "`Stage.on_epoch_end` changes it" in found.message


def test_functions_that_read_none_pass():
    assert "3 traced functions" in passes(
        "state-frozen", tracing=Tracing(functions=3), build=Build()
    )


def test_without_traced_functions_it_does_not_apply():
    does_not_apply("state-frozen", tracing=Tracing(), build=Build())
    debug = Build(debug_mode=True)
    does_not_apply("state-frozen", tracing=Tracing(frozen=[ONE], functions=1), build=debug)
