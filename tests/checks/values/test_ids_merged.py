"""ids-merged, on hand-written records."""

from __future__ import annotations

from conformance.records import Probes
from conformance.records.probes import Arrival
from tests.checks.made import does_not_apply, finds, passes


def _probes(given, distinct, path="x[:, 0]"):
    return Probes(arrivals=[Arrival("users", 4000, 0, path, given, distinct)])


def test_fewer_ids_at_the_table_fail():
    found = finds("ids-merged", probes=_probes(1600, 401))
    assert (found.component, found.actual) == ("x", "401")


def test_as_many_pass():
    assert passes("ids-merged", probes=_probes(1600, 1600)) == "1600 ids of `x[:, 0]` at `users`"


def test_ids_that_the_model_makes_itself_are_no_question():
    does_not_apply("ids-merged", probes=_probes(0, 25, path=""))
