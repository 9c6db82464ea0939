"""What the table holds, and how it says that rows differ."""

from __future__ import annotations

import pytest

from conformance.matrix import table as t
from conformance.matrix.versions import Column, key, labels, spans
from conformance.results import STATUSES
from tests.matrix.made import ledger, report, row, table

KERAS_2, KERAS_3 = ("2.4.1", "2.15.1"), ("2.16.2", "2.21.0")
EVERY = (*KERAS_2, *KERAS_3)


def over(*statuses: str, versions=EVERY, **more):
    """One check with these statuses, one on each version."""
    return table(*(report(v, {"c": s}, **more) for v, s in zip(versions, statuses)))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("pass", t.PASS),
        ("xpass", t.PASS),
        ("fail", t.FAIL),
        ("xfail", t.FAIL),
        ("warn", t.WARN),
        ("skip", t.SKIP),
        ("blocked", t.UNKNOWN),
        ("error", t.UNKNOWN),
    ],
)
def test_every_status_has_a_cell(status, kind):
    assert row(over(status), "c").kinds() == [kind]


def test_no_status_is_forgotten():
    from conformance.matrix.merge import KIND_OF_STATUS

    assert set(KIND_OF_STATUS) == set(STATUSES)


def test_what_was_not_run_is_not_known():
    made = table(report("2.15.1", {"c": "pass"}), report("2.16.2", {"d": "pass"}))
    assert row(made, "c").kinds() == [t.PASS, t.UNKNOWN]
    assert row(made, "c").cells[1].evidence.message == "not run there"


def test_a_pipeline_that_was_not_run_has_that_verdict():
    made = table(report("2.15.1", {}), report("2.16.2", {}, target="other.one"))
    assert [v.text for v in made.pipelines[0].verdicts] == ["conforms", "not run"]


@pytest.mark.parametrize(
    ("statuses", "difference", "sentence"),
    [
        (
            ("pass", "pass", "fail", "fail"),
            t.GENERATION,
            "on Keras 3 (from 2.16 on): c is silently wrong; on Keras 2: passes",
        ),
        (
            ("fail", "fail", "pass", "pass"),
            t.GENERATION,
            "on Keras 3 (from 2.16 on): c passes; on Keras 2: is silently wrong",
        ),
        (
            ("pass", "fail", "fail", "fail"),
            t.SILENT,
            "from 2.15 on: c is silently wrong (before: passes)",
        ),
        (
            ("fail", "pass", "pass", "pass"),
            t.SILENT,
            "up to 2.4: c is silently wrong (after: passes)",
        ),
        (
            ("fail", "pass", "pass", "fail"),
            t.SILENT,
            "c: 2.4: is silently wrong; 2.15 to 2.16: passes; 2.21: is silently wrong",
        ),
        (("pass", "pass", "pass", "warn"), t.WARNING, "from 2.21 on: c warns (before: passes)"),
        (("pass", "blocked", "pass", "skip"), t.OPEN, ""),
        (("fail", "blocked", "fail", "fail"), t.OPEN, ""),
        (("fail", "fail", "fail", "fail"), None, ""),
        (
            ("pass", "blocked", "fail", "fail"),
            t.SILENT,
            "from 2.16 on: c is silently wrong (before: passes) (not known on 2.15)",
        ),
    ],
)
def test_the_difference_and_its_sentence(statuses, difference, sentence):
    found = row(over(*statuses), "c")
    assert (found.difference, found.sentence) == (difference, sentence)


def test_a_failure_that_fit_raises_is_loud():
    made = table(
        report("2.15.1", {"c": "pass"}),
        report("2.16.2", {"c": "fail", "fit-fails": "blocked"}),
    )
    assert row(made, "c").difference == t.LOUD
    assert row(made, "c").sentence == "on Keras 3 (from 2.16 on): c fails; on Keras 2: passes"


def test_an_exception_is_never_silent():
    assert row(over("pass", "fail", versions=("2.4.1", "2.15.1")), "c").cells[1].silent
    made = table(report("2.4.1", {}), report("2.15.1", {"evaluate-fails": "fail"}))
    assert not row(made, "evaluate-fails").cells[1].silent


def test_slow_is_not_wrong():
    slow = report("2.16.2", {"c": "fail"})
    for entry in slow["results"]:
        entry["group"] = "efficiency"
    assert row(table(slow), "c").cells[0].silent is False


def test_what_the_clock_decides_is_no_difference_between_versions():
    data = [report("2.15.1", {"c": "pass"}), report("2.16.2", {"c": "warn"})]
    for one in data:
        for entry in one["results"]:
            entry["group"] = "efficiency"
    made = table(*data)
    assert row(made, "c").difference == t.TIMED
    assert not t.differing(made.pipelines[0].rows)
    assert [r.name for r in t.folded(made.pipelines[0].rows)[t.TIMED]] == ["c"]


def test_the_most_alarming_rows_come_first():
    statuses = {"warned": ("pass", "warn"), "silent": ("pass", "fail"), "same": ("pass", "pass")}
    made = table(
        *(report(v, {n: s[i] for n, s in statuses.items()}) for i, v in enumerate(EVERY[1:3]))
    )
    assert [found.name for found in t.differing(made.pipelines[0].rows)] == ["silent", "warned"]
    folds = {kind: len(rows) for kind, rows in t.folded(made.pipelines[0].rows).items()}
    assert folds == {t.PASS: 2}


def test_another_backend_is_told_beside_the_versions():
    made = table(
        report("2.16.2", {"c": "pass"}),
        report("2.21.0", {"c": "pass"}),
        report("2.21.0", {"c": "fail"}, environment={"backend": "torch"}),
    )
    assert made.labels == ["2.16", "2.21", "2.21 torch"]
    expected = "2.16 to 2.21: c passes; 2.21 torch: is silently wrong"
    assert row(made, "c").sentence == expected


def test_two_runs_that_disagree_leave_the_cell_open():
    made = table(report("2.15.1", {"c": "pass"}), report("2.15.1", {"c": "fail"}))
    cell = row(made, "c").cells[0]
    assert cell.kind == t.UNKNOWN
    assert cell.evidence.message == "the runs disagree: fail in file1.json, pass in file0.json"


def test_claims_hold_or_are_false_or_are_not_known():
    made = table(
        ledger("2.15.1", {"a": True, "b": True, "d": None}),
        ledger("2.16.2", {"a": False, "b": True, "d": None}),
    )
    assert row(made, "a").kinds() == [t.PASS, t.FAIL]
    assert row(made, "a").sentence == "on Keras 3 (from 2.16 on): a is false; on Keras 2: holds"
    assert (row(made, "a").difference, row(made, "b").difference) == (t.CLAIM, None)
    assert row(made, "d").kinds() == [t.SKIP, t.SKIP]


def test_a_claim_that_is_false_wherever_it_applies_does_not_differ():
    made = table(ledger("2.15.1", {"a": None}), ledger("2.16.2", {"a": False}))
    assert row(made, "a").difference == t.OPEN


def test_a_claim_that_was_not_measured_is_not_known():
    data = ledger("2.15.1", {"a": None}, evidence="not measured: no answer within 300 s")
    assert row(table(data), "a").kinds() == [t.UNKNOWN]


def test_a_claim_unlike_what_was_recorded_is_marked():
    assert row(table(ledger("2.15.1", {"a": False}, expected=True)), "a").cells[0].surprise
    assert not row(table(ledger("2.15.1", {"a": False}, expected=False)), "a").cells[0].surprise


def test_a_column_that_could_not_be_made_says_why():
    missing = {"schema": 1, "environment": {"tensorflow": "2.4.1"}, "unavailable": "no Python 3.8"}
    made = table(missing, report("2.15.1", {"c": "pass"}))
    assert made.labels == ["2.4", "2.15"]
    assert row(made, "c").cells[0] == t.Cell(t.UNKNOWN, t.Evidence("no Python 3.8"))
    assert [v.text for v in made.pipelines[0].verdicts] == ["not known", "conforms"]


@pytest.mark.parametrize(
    ("statuses", "more", "text"),
    [
        ({"c": "pass", "d": "warn"}, {}, "conforms"),
        ({"c": "fail"}, {}, "fails"),
        ({"c": "fail", "d": "xfail"}, {}, "2 fail"),
        ({"c": "xpass"}, {}, "conforms"),
        ({"c": "blocked"}, {}, "not known"),
        ({"c": "error"}, {}, "not known"),
        ({"c": "pass"}, {"interrupted": "it hung"}, "not known"),
    ],
)
def test_verdicts(statuses, more, text):
    assert table(report("2.15.1", statuses, **more)).pipelines[0].verdicts[0].text == text


def test_versions_sort_as_versions():
    given = ["2.10.1", "2.4.1", "2.21.0", "2.21.0rc1", "2.4.4", "2.22.0-dev20260101"]
    ordered = ["2.4.1", "2.4.4", "2.10.1", "2.21.0rc1", "2.21.0", "2.22.0-dev20260101"]
    assert sorted(given, key=key) == ordered


def test_columns_are_named_by_their_minor_where_that_tells_them_apart():
    columns = [Column("2.15.0", "2.15.0"), Column("2.15.1", "2.15.0"), Column("2.16.2", "3.3.3")]
    assert list(labels(columns).values()) == ["2.15.0", "2.15.1", "2.16"]
    twice = [Column("2.16.2", "3.3.3"), Column("2.16.2", "3.15.1")]
    assert list(labels(twice).values()) == ["2.16.2 with Keras 3.3.3", "2.16.2 with Keras 3.15.1"]
    assert spans(columns[:2], columns) == "2.15.0 to 2.15.1"
    assert spans(columns, columns) == "everywhere"


@pytest.mark.parametrize(
    ("column", "generation"),
    [(Column("2.15.1"), 2), (Column("2.16.2"), 3), (Column("2.16.2", "2.16.0"), 2)],
)
def test_the_keras_generation(column, generation):
    assert column.generation == generation
