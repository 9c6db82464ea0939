"""target-averaged: no feature is an average that holds its row's target."""

from __future__ import annotations

import numpy as np

from tests.checks.made import contract, does_not_apply, finds, one_pass, passes, targets

SALES = np.random.RandomState(0).normal(size=400).cumsum() * 0.3


def _given(first, last):
    mean = np.mean([np.roll(SALES, -lag) for lag in range(first, last + 1)], axis=0)
    x, y = (part[12:-12, None].astype("float32") for part in (mean, SALES))
    elements = one_pass(x, y)
    return dict(elements=elements, contract=contract(), targets=targets("mean_squared_error"))


def test_a_rolling_mean_that_ends_with_the_row():
    found = finds("target-averaged", **_given(-6, 0))
    assert "It holds its own target, not known" in found.message
    assert "× its own row" in found.message


def test_a_centred_mean():
    found = finds("target-averaged", **_given(-3, 3))
    assert "It holds its own target and those of up to 3 rows to come" in found.message
    assert found.actual == "rows -3 to +3"


def test_a_mean_of_rows_gone_by():
    assert "the columns of x with y" in passes("target-averaged", **_given(-7, -1))


def test_texts_have_no_columns():
    given = _given(-7, -1)
    given["elements"] = one_pass(np.array(["a"] * 200), SALES[:200, None])
    does_not_apply("target-averaged", **given)
