"""tiles-short, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.kept import held
from tests.checks.made import does_not_apply, finds, one_pass, passes

PICTURES = np.random.RandomState(0).normal(size=(6, 48, 40)).astype(np.float32)


def _records(tops, lefts, *, size=8, pictures=PICTURES, crop=False):
    cut = [p[t : t + size, s : s + size] for p in pictures for t in tops for s in lefts]
    return dict(elements=one_pass(np.stack(cut)), held=held(pictures=pictures))


@pytest.mark.parametrize(
    ("tops", "lefts", "rows"),
    [
        (range(0, 48 - 8, 8), range(0, 40 - 8, 8), "rows 40 to 47, columns 32 to 39"),
        (range(0, 48, 8), range(0, 40 - 8, 8), "columns 32 to 39"),
        (range(0, 48 - 8, 4), range(0, 33, 4), "rows 44 to 47"),
    ],
)
def test_a_row_or_column_of_tiles_that_would_fit_is_missed(tops, lefts, rows):
    found = finds("tiles-short", "warn", **_records(tops, lefts))
    assert rows.split(", ")[0] in found.message


@pytest.mark.parametrize(
    ("tops", "lefts"),
    [
        (range(0, 48, 8), range(0, 40, 8)),
        (range(0, 41, 10), range(0, 33, 8)),  # 40 + 8 is 48; no further step of 10 fits
        (range(0, 40, 1), range(0, 33, 1)),  # one row of 48: less than the limit
        ((4, 12, 20), (8, 16, 24)),  # the middle is meant
        ((3, 17, 21), (0, 9, 11, 30)),  # drawn at random
    ],
)
def test_tiles_to_the_end_or_of_another_kind_pass(tops, lefts):
    assert "`x`" in passes("tiles-short", **_records(tops, lefts))


def test_one_crop_or_one_large_map_are_no_tiles():
    does_not_apply("tiles-short", **_records((0,), (0,), size=20))
    does_not_apply("tiles-short", **_records((0, 8), (0, 8), pictures=PICTURES[:2]))
