"""Which step of a target is which step of a feature."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.relations import shifts
from tests.checks.made import one_pass

IDS = np.random.RandomState(0).randint(0, 20, (40, 24)).astype("int32")


@pytest.mark.parametrize("steps", [-3, 0, 1, 2, 5])
def test_any_shift_is_found(steps):
    x, y = IDS[:, 6:18], IDS[:, 6 + steps : 18 + steps]
    (found,) = shifts(one_pass(x, y))
    assert (found.steps, found.feature, found.target) == (steps, "x", "y")
    assert found.otherwise < 0.2


def test_one_hot_targets_are_read_as_their_classes():
    (found,) = shifts(one_pass(IDS[:, :-2], np.eye(20, dtype="float32")[IDS[:, 2:]]))
    assert found.steps == 2


@pytest.mark.parametrize(
    "target",
    [
        np.random.RandomState(1).randint(0, 20, (40, 24)),  # of its own
        IDS % 2,  # too few ids
        IDS + 0.5,  # no ids
    ],
)
def test_other_targets_are_no_shift(target):
    assert shifts(one_pass(IDS, target)) == []


def test_a_series_that_repeats_itself_tells_nothing():
    ids = np.tile(np.arange(6), (40, 4))
    assert shifts(one_pass(ids[:, :-1], ids[:, 1:])) == []
