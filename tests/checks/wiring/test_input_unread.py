"""input-unread, on hand-written records."""

from __future__ import annotations

from conformance.records import Failure, Leaf, Probes, Spec
from tests.checks.made import does_not_apply, finds, passes, result

TWO = Spec([Leaf("x['a']", (None, 3), "float32"), Leaf("x['b']", (None, 3), "float32")])
ONE = Spec([Leaf("x", (None, 3), "float32")])


def test_a_component_that_changes_nothing_is_warned_of():
    found = finds("input-unread", "warn", probes=Probes(unread=("x['b']",)), spec=TWO)
    assert (found.component, found.blame) == ("x['b']", "model")


def test_components_that_are_read_pass():
    assert passes("input-unread", probes=Probes(), spec=TWO).startswith("2 components")


def test_one_component_or_a_model_that_raises_is_no_question():
    does_not_apply("input-unread", probes=Probes(), spec=ONE)
    failed = Probes(failure=Failure("ValueError", "no", "probes"))
    does_not_apply("input-unread", probes=failed, spec=TWO)


def test_outputs_that_never_change_blame_no_component():
    found = result("input-unread", probes=Probes(unread=("x['a']", "x['b']")), spec=TWO)
    assert (found.status, found.component) == ("blocked", "")
    assert "whichever component" in found.message
