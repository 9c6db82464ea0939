"""labels-renamed, just inside and just outside its limits, on hand-written facts."""

from __future__ import annotations

import pytest

from conformance.facts.transfer import Transfer
from tests.checks.made import contract, does_not_apply, finds, passes, result


def _records(training=0.9, validation=0.1, chance=-9.0, renamed=0.85, names=((0, 1), (1, 0))):
    one = Transfer("y", "classes", training, validation, 100, chance, renamed, names)
    return dict(transfers=[one], contract=contract())


def test_what_comes_back_under_other_names_fails():
    assert "`0 is 1` and `1 is 0`" in finds("labels-renamed", **_records()).message


@pytest.mark.parametrize("other", [{"validation": 0.46}, {"chance": -5.9}])
def test_just_outside_a_limit_passes(other):
    passes("labels-renamed", **_records(**other))


def test_classes_that_nothing_tells_do_not_apply():
    does_not_apply("labels-renamed", **_records(training=0.29))


@pytest.mark.parametrize("other", [{"renamed": 0.7}, {"names": ()}])
def test_what_no_names_give_back_is_another_question(other):
    found = result("labels-renamed", **_records(**other))
    assert (found.status, "see skill-lost" in found.message) == ("skip", True)
