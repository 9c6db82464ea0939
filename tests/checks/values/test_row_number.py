"""row-number: no feature is the number of its row."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import contract, does_not_apply, layer, one_pass, result

RANDOM = np.random.RandomState(0)


ROWS = 128


OTHERS = RANDOM.normal(size=(ROWS, 3))


SORTED = np.repeat([0, 1], ROWS // 2)


ORDER = RANDOM.permutation(ROWS)


def _numbered(numbers, labels=SORTED, others=OTHERS):
    x = np.column_stack([numbers, others])[ORDER].astype("float32")
    elements = one_pass(x, labels[ORDER])
    return result("row-number", elements=elements, contract=contract(layer("Dense")))


class TestRowNumber:
    def test_a_file_sorted_by_class(self):
        found = _numbered(np.arange(ROWS))
        assert found.status == "fail"
        assert "column 0 of `x` numbers the rows (0..127, each once)" in found.message

    def test_scaled_and_with_rows_held_out(self):
        kept = np.sort(RANDOM.permutation(160)[:ROWS])
        assert _numbered((kept - 80) / 46.2).status == "warn"
        assert _numbered(kept).status == "fail"

    def test_an_even_grid_that_decides_the_class(self):
        assert _numbered(np.linspace(-1, 1, ROWS)).status == "pass"

    def test_classes_that_do_not_follow_the_numbers(self):
        assert _numbered(np.arange(ROWS), RANDOM.randint(0, 2, ROWS)).status == "warn"

    def test_an_even_grid_is_an_axis(self):
        assert _numbered(np.linspace(-1, 1, ROWS), RANDOM.randint(0, 2, ROWS)).status == "pass"

    @pytest.mark.parametrize(
        "numbers",
        [RANDOM.normal(size=ROWS), np.arange(ROWS) // 2, np.sort(RANDOM.permutation(9999)[:ROWS])],
        ids=["measured", "twice each", "far apart"],
    )
    def test_other_columns(self, numbers):
        assert _numbered(numbers).status == "pass"

    def test_a_single_feature_is_what_there_is(self):
        x = np.arange(ROWS, dtype="float32")[:, None]
        does_not_apply("row-number", elements=one_pass(x, SORTED))

    def test_windows_have_no_columns(self):
        x = np.arange(ROWS * 6, dtype="float32").reshape(ROWS, 3, 2)
        does_not_apply("row-number", elements=one_pass(x, SORTED))
