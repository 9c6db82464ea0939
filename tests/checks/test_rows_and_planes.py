"""The checks of row numbers, colour planes, stateful layers, folders and lone examples, on records."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import judge, one_pass

RANDOM = np.random.RandomState(0)


PICTURES = RANDOM.normal(size=(60, 5, 5)).astype("float32")
TAGGED = np.repeat(np.arange(60), 3)  # three tags each
SPLIT = RANDOM.permutation(len(TAGGED))


@pytest.mark.parametrize(
    ("pictures", "held", "status"),
    [
        (PICTURES, SPLIT[:40], "fail"),
        (PICTURES, np.flatnonzero(TAGGED > 50), None),
        (np.round(PICTURES[:, :1, :2]), SPLIT[:40], None),
    ],
    ids=["rows were split", "pictures were split", "poor features are equal by nature"],
)
def test_inputs_that_are_trained_on_with_another_target(pictures, held, status):
    tags = np.arange(len(TAGGED)) % 3
    train = np.setdiff1d(np.arange(len(TAGGED)), held)
    parts = [one_pass(pictures[TAGGED[rows]], tags[rows]) for rows in (train, held)]
    found = judge("split-leak", elements=parts[0], validation=parts[1])
    assert getattr(found, "status", None) == status
    if found:
        assert "validation inputs are trained on too, with another target" in found.message
