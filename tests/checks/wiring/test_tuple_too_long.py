"""The check tuple-too-long: elements are (x, y) or (x, y, sample_weight)."""

from __future__ import annotations

from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")


class TestTupleTooLong:
    def test_four_parts(self):
        found = answer("tuple-too-long", records((COLUMN, LABEL, LABEL, LABEL), inputs=[(None, 1)]))
        assert found.message == (
            "each element is a tuple of 4; Keras unpacks (x, y, sample_weight) and raises for more"
        )

    def test_flat_inputs_are_to_be_nested(self):
        element = (COLUMN, COLUMN, COLUMN, LABEL)
        found = answer("tuple-too-long", records(element, inputs=[(None, 1)] * 3))
        assert found.fix == "nest the parts: `((x1, x2, x3), y)`"

    def test_three_parts(self):
        assert (
            answer("tuple-too-long", records((COLUMN, LABEL, LABEL), inputs=[(None, 1)])).status
            == "pass"
        )

    def test_an_own_train_step_may_unpack_as_it_likes(self):
        given = records((COLUMN, LABEL, LABEL, LABEL), inputs=[(None, 1)])
        given["contract"].custom_train_step = True
        assert answer("tuple-too-long", given).status == "skip"
