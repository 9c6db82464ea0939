"""The check third-element: the third element is a sample weight."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")


class TestThirdElement:
    def _verdict(self, weight, **options):
        return answer(
            "third-element", records((COLUMN, LABEL, weight), inputs=[(None, 1)], **options)
        )

    def test_row_numbers(self):
        found = self._verdict(np.random.RandomState(0).permutation(ROWS))
        assert found.status == "fail"
        assert found.message == (
            "the third element is taken as sample_weight and counts the rows: 64 distinct whole "
            "numbers from 0 to 63; every example's loss is multiplied by its number, 31.5 on average"
        )

    def test_identifiers_far_apart_are_only_a_warning(self):
        ids = np.random.RandomState(0).choice(10**6, ROWS, replace=False)
        assert self._verdict(ids).status == "warn"

    def test_strings(self):
        names = np.array([f"row {i}" for i in range(ROWS)])
        assert "holds strings" in self._verdict(names).message

    def test_the_second_target_of_two_outputs(self):
        found = self._verdict(COLUMN, outputs=[(None, 1), (None, 1)])
        assert found.fix == "nest the targets: `(x, (y1, y2))`"

    @pytest.mark.parametrize(
        "weight",
        [
            np.where(LABEL == 1, 4.0, 1.0).astype("float32"),
            np.random.RandomState(0).uniform(0.1, 30, ROWS),
            np.random.RandomState(0).randint(1, 5, ROWS),
            np.ones(ROWS),
            np.zeros(ROWS),
        ],
        ids=["class", "exposure", "counts", "ones", "zeros"],
    )
    def test_weights_pass(self, weight):
        assert self._verdict(weight).status == "pass"

    def test_too_few_rows_to_tell(self):
        element = (COLUMN[:16], LABEL[:16], np.arange(16))
        assert answer("third-element", records(element, inputs=[(None, 1)])).status == "pass"
