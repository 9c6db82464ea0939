"""The fact foresight: columns that are averages of targets, the row's own or later ones among them."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.foresight import foresight
from tests.checks.made import one_pass

RANDOM = np.random.RandomState(0)
SALES = RANDOM.normal(size=400).cumsum() * 0.3
MIDDLE = slice(12, -12)


def _mean(first, last):
    """Of the rows from ``first`` to ``last``, beside each."""
    return np.mean([np.roll(SALES, -lag) for lag in range(first, last + 1)], axis=0)


def _found(column, target=SALES, order=None):
    x = np.stack([column, RANDOM.normal(size=len(column))], axis=1)[MIDDLE].astype("float32")
    y = target[MIDDLE, None].astype("float32")
    if order is not None:
        x, y = x[order], y[order]
    return foresight(one_pass(x, y))


@pytest.mark.parametrize("lags", [(-6, 0), (-3, 3), (0, 4), (1, 3)])
def test_an_average_over_its_own_row_or_later_ones(lags):
    (one,) = _found(_mean(*lags))
    assert (one.column, one.lags) == (0, tuple(range(lags[0], lags[1] + 1)))
    assert one.weights == pytest.approx([1 / len(one.lags)] * len(one.lags), abs=1e-3)


@pytest.mark.parametrize("lags", [(-7, -1), (-3, -2)])
def test_an_average_of_rows_gone_by(lags):
    assert not _found(_mean(*lags))


def test_the_target_moved_or_scaled_is_another_question():
    assert not _found(2 * SALES + 1)
    assert not _found(np.roll(SALES, -1))


def test_rows_in_another_order_show_nothing():
    assert not _found(_mean(-3, 3), order=RANDOM.permutation(376))


def test_several_series_laid_end_to_end():
    column = _mean(-3, 3)
    for join in (80, 160, 240, 320):
        column[join - 3 : join + 3] = RANDOM.normal(size=6)
    (one,) = _found(column)
    assert one.lags == (-3, -2, -1, 0, 1, 2, 3)
    assert 0.9 < one.share < 1


def test_noise_is_no_average():
    assert not _found(_mean(-3, 3) + 0.01 * RANDOM.normal(size=400))


def test_few_rows_tell_nothing():
    few = slice(0, 140)
    x, y = _mean(-3, 3)[few, None], SALES[few, None]
    assert not foresight(one_pass(x.astype("float32"), y.astype("float32")))
