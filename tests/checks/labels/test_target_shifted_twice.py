"""target-shifted-twice, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.facts.relations import Shift
from conformance.records import Probes
from tests.checks.made import contract, does_not_apply, finds, passes, targets


def _records(steps, by_loss=None):
    records = dict(
        shifts=[Shift("x", "y", steps, 4000, 0.1)],
        targets=targets("sparse_categorical_crossentropy"),
        contract=contract(),
    )
    if by_loss is not None:
        records["probes"] = Probes(shifts={0: by_loss})
    return records


def test_moved_in_the_pipeline_and_in_the_loss_fails():
    found = finds("target-shifted-twice", **_records(1, 1))
    assert "2 steps ahead" in found.message


def test_far_targets_without_a_loss_that_moves_are_warned_of():
    finds("target-shifted-twice", "warn", **_records(3, 0))
    finds("target-shifted-twice", "warn", **_records(2))


@pytest.mark.parametrize(("steps", "by_loss"), [(1, 0), (0, 1), (0, 0), (1, None), (-1, 0)])
def test_one_step_in_all_passes(steps, by_loss):
    assert "ahead in all" in passes("target-shifted-twice", **_records(steps, by_loss))


def test_other_targets_do_not_apply():
    does_not_apply("target-shifted-twice", **{**_records(1), "shifts": []})
