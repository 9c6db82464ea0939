"""target-unrelated, on hand-written records."""

from __future__ import annotations

from conformance.facts.associations import Association
from tests.checks.made import contract, does_not_apply, finds, passes, result, targets


def _found(p: float, rows: int = 400):
    return [Association("y", p, 1.0, "values of x", rows, ("values of x",))]


def _records(p: float, rows: int = 400, **model):
    return dict(
        associations=_found(p, rows),
        targets=targets("mean_squared_error"),
        contract=contract(**model),
    )


def test_no_association_is_warned_of_with_its_p_value():
    found = finds("target-unrelated", "warn", **_records(0.6))
    assert "p = 0.60" in found.message
    assert found.component == "y"


def test_an_association_passes_and_says_by_what():
    assert "values of x" in passes("target-unrelated", **_records(0.005))


def test_few_rows_and_middling_shares_say_nothing():
    few = result("target-unrelated", **_records(0.6, rows=200))
    assert (few.status, "from 200 rows" in few.message) == ("skip", True)
    middling = result("target-unrelated", **_records(0.15))
    assert (middling.status, "p = 0.15" in middling.message) == ("skip", True)


def test_a_train_step_of_ones_own_may_do_anything_with_y():
    does_not_apply("target-unrelated", **_records(0.6, custom_train_step=True))


def test_nothing_to_compare_does_not_apply():
    records = _records(0.6)
    records["associations"] = []
    does_not_apply("target-unrelated", **records)
