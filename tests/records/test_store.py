"""The store of records: facts, what they need, and what they take where it is there."""

from __future__ import annotations

from conformance.records.store import Fact, Missing, Records


def total(build: int, plan: int = 0) -> int:
    return build + plan


FACTS = {"total": Fact(total, ("build",), ("plan",)), "twice": (total, ("total",))}


def test_an_optional_need_is_handed_over_where_it_is_there():
    assert Records({"build": 1, "plan": 2}, FACTS)["total"] == 3
    assert Records({"build": 1}, FACTS)["total"] == 1
    assert Records({"build": 1, "plan": Missing("none", "skip")}, FACTS)["total"] == 1


def test_a_fact_is_missing_as_what_it_needs_is():
    gone = Missing("no build")
    records = Records({"build": gone, "plan": 2}, FACTS)
    assert records["total"] is gone
    assert records["twice"] is gone


def test_a_fact_is_settled_when_nothing_that_it_may_take_is_still_to_come():
    records = Records({"build": 1}, FACTS)
    assert records.known("total")
    assert not records.settled("total")
    assert not records.settled("twice")
    records.put("plan", Missing("none", "skip"))
    assert records.settled("twice")
    assert records["twice"] == 1


def test_a_fact_that_raises_is_a_defect_that_is_said():
    def broken(build: int) -> int:
        raise ZeroDivisionError("by the kit")

    records = Records({"build": 1}, {"broken": Fact(broken, ("build",))})
    assert records["broken"].kind == "error"
    assert "the kit failed while computing broken" in records["broken"].reason
    assert "ZeroDivisionError: by the kit" in records["broken"].reason
    assert records.broken("broken")
    assert not records.broken("build")
