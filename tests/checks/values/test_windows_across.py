"""windows-across, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.kept import cut, held
from tests.checks.made import does_not_apply, finds, one_pass, passes

GROUPS, DAYS = 8, 40
RANDOM = np.random.RandomState(0)
LEVELS = np.repeat(RANDOM.permutation(GROUPS) * 50.0, DAYS)
SALES = (LEVELS + RANDOM.normal(size=GROUPS * DAYS)).astype(np.float32)
SHOP = np.repeat(np.arange(GROUPS), DAYS)


def _records(windows, series=SALES, **ids):
    return dict(elements=one_pass(windows), held=held(series=series, **ids))


@pytest.mark.parametrize("ids", [SHOP, SHOP.astype(str), np.array(list("abcdefgh"))[SHOP]])
def test_windows_over_the_seams_are_warned_of(ids):
    found = finds("windows-across", "warn", **_records(cut(SALES, 10), shop=ids))
    assert "begin in one value of `shop` of load" in found.message
    assert "63 of 311" in found.actual


def test_windows_of_a_table_of_several_columns():
    table = np.stack([SALES, np.tile(np.arange(DAYS), GROUPS)], axis=1).astype(np.float32)
    finds("windows-across", "warn", **_records(cut(table, 10), series=table, shop=SHOP))


def test_windows_cut_group_by_group_pass():
    each = [cut(SALES[shop == SHOP], 10) for shop in range(GROUPS)]
    assert "shop" in passes("windows-across", **_records(np.concatenate(each), shop=SHOP))


def test_a_series_that_goes_on_where_an_id_changes_passes():
    series = RANDOM.normal(size=GROUPS * DAYS).cumsum().astype(np.float32)
    passes("windows-across", **_records(cut(series, 10), series=series, shift=SHOP))


def test_a_calendar_and_ids_that_come_again_are_no_groups():
    each = np.arange(GROUPS * DAYS)  # a number for each row
    for name, ids in (("day", SHOP), ("shop", np.tile(SHOP[::DAYS], DAYS)), ("row", each)):
        does_not_apply("windows-across", **_records(cut(SALES, 10), **{name: ids}))
