"""The check targets-missing: elements hold targets for the loss."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records import (
    Leaf,
    Node,
    Plan,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")


class TestTargetsMissing:
    def test_a_dict_with_the_label_inside(self):
        given = records({"image": COLUMN, "label": LABEL}, inputs={"image": (None, 1)}, ran=False)
        found = answer("targets-missing", given)
        assert "each element is a dict of `image` and `label`" in found.message
        assert "`ds.map(lambda d: (d['image'], d['label']))`" in found.fix

    def test_a_pair_in_a_tuple_of_one(self):
        given = records(((COLUMN, LABEL),), inputs=[(None, 1)], ran=False)
        assert "wrapped in one tuple too many" in answer("targets-missing", given).fix

    def test_a_list_packed_into_one_tensor(self):
        given = records(COLUMN, inputs=[(None, 1)], ran=False)
        source = Node("tensor_slices", cardinality=2, leaves=[Leaf("x", (64, 1), "float32")])
        found = answer("targets-missing", {**given, "plan": Plan(source)})
        assert "packs into one" in found.message
        assert found.fix == "pass a tuple: `from_tensor_slices((x, y))`; a list becomes one tensor"

    @pytest.mark.parametrize(
        "change", [{"has_loss": False}, {"compiled": False}, {"custom_train_step": True}]
    )
    def test_passes_without_a_loss_of_keras(self, change):
        given = records(COLUMN, inputs=[(None, 1)], ran=False)
        given["contract"] = replace(given["contract"], **change)
        assert answer("targets-missing", given).status == "skip"

    def test_passes_when_fit_ran(self):
        assert answer("targets-missing", records(COLUMN, inputs=[(None, 1)])).status == "pass"
