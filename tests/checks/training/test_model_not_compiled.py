"""The check model-not-compiled, on hand-written records."""

from __future__ import annotations

from tests.checks.made import contract, result


def test_a_model_that_was_not_compiled():
    found = result("model-not-compiled", contract=contract(compiled=False))
    assert (found.status, found.blame) == ("warn", "model")
    assert result("model-not-compiled", contract=contract()).status == "pass"
