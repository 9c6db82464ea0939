"""run-eagerly: fit runs the train step as a graph."""

from __future__ import annotations

from tests.checks.made import contract, passes, result


def test_a_train_step_in_python():
    found = result("run-eagerly", contract=contract(run_eagerly=True))
    assert found.blame == "model"
    passes("run-eagerly", contract=contract())
