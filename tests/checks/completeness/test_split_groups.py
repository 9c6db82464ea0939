"""The check split-groups, on hand-written records."""

from __future__ import annotations

import numpy as np

from conformance.records import Node, Plan
from tests.checks.made import does_not_apply, finds, normal, one_pass, passes

PEOPLE = np.repeat(np.random.RandomState(0).normal(size=(60, 16)), 8, axis=0)
ROWS = (PEOPLE + 0.2 * np.random.RandomState(1).normal(size=PEOPLE.shape)).astype("float32")
LABELS = np.repeat(np.arange(60) % 2, 8)
ORDER = np.random.RandomState(2).permutation(480)


def _parts(train, held, x=ROWS):
    return dict(
        elements=one_pass(x[train], LABELS[train]), validation=one_pass(x[held], LABELS[held])
    )


def test_rows_divided_at_random():
    found = finds("split-groups", "warn", **_parts(ORDER[:384], ORDER[384:]))
    assert "validation rows of `x` lie as close" in found.message
    assert 'EXPECT = {"groups": "none"}' in found.fix


def test_people_divided_pass():
    rows = np.arange(480)
    assert "`x` of both parts" in passes("split-groups", **_parts(rows[:384], rows[384:]))


def test_rows_without_groups_pass():
    passes("split-groups", **_parts(ORDER[:384], ORDER[384:], normal(480, 16)))


def test_few_rows_or_whole_numbers_do_not_apply():
    assert "128 rows" in does_not_apply("split-groups", **_parts(ORDER[:100], ORDER[384:]))
    does_not_apply("split-groups", **_parts(ORDER[:384], ORDER[384:], np.round(ROWS)))


def test_names_of_files():
    names = np.array([f"scans/p{p}_s{s}.png" for p in range(60) for s in range(8)])

    def plan(rows):
        return Plan(Node("tensor_slices", attributes={"texts": [names[rows].tolist()]}))

    records = _parts(ORDER[:384], ORDER[384:], np.round(ROWS))
    records.update(plan=plan(ORDER[:384]), validation_plan=plan(ORDER[384:]))
    found = finds("split-groups", "warn", **records)
    assert "96 of 96" in found.message
    rows = np.arange(480)
    records.update(plan=plan(rows[:384]), validation_plan=plan(rows[384:]))
    assert "96 file names" in passes("split-groups", **records)
