"""The check inputs-identical: two inputs are not given the same values."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import LayerFacts
from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
A, B = normal(ROWS, 8), normal(ROWS, 8, seed=1)
LABEL = np.arange(ROWS, dtype="float32") % 2
TWO = {"left": (None, 8), "right": (None, 8)}


def _siamese(features, label=LABEL, *, shared=(0, 1), layers=()):
    given = records((features, label), inputs=TWO, layers=layers)
    given["contract"].shared = frozenset({frozenset(shared)}) if shared else frozenset()
    return given


class TestInputsIdentical:
    def test_one_thing_for_both_inputs_of_a_siamese_model(self):
        found = answer("inputs-identical", _siamese({"left": A, "right": A}))
        assert found.status == "fail"
        assert "equal, value for value, in all 64 examples" in found.message
        assert "`left` and `right` through one and the same layer" in found.message

    def test_two_things(self):
        assert answer("inputs-identical", _siamese({"left": A, "right": B})).status == "pass"

    def test_one_example_that_differs_is_enough(self):
        other = A.copy()
        other[3, 2] += 1
        assert answer("inputs-identical", _siamese({"left": A, "right": other})).status == "pass"

    def test_branches_of_their_own_may_see_the_same_columns(self):
        found = answer("inputs-identical", _siamese({"left": A, "right": A}, shared=()))
        assert found.status == "warn"
        assert "one input can feed both" in found.fix

    @pytest.mark.parametrize(("label", "status"), [(LABEL, "fail"), (LABEL * 0, "warn")])
    def test_two_dropouts_of_one_sentence_are_two_views(self, label, status):
        dropout = [LayerFacts("dropout", "Dropout")]
        given = _siamese({"left": A, "right": A}, label, layers=dropout)
        assert answer("inputs-identical", given).status == status

    def test_without_declared_inputs_the_pipeline_alone_decides(self):
        given = records(({"left": A, "right": A}, LABEL))
        assert answer("inputs-identical", given).status == "warn"

    @pytest.mark.parametrize("same", [A > 0, (A * 0).astype("int32"), A[:16]])
    def test_masks_constants_and_few_examples_may_agree(self, same):
        given = _siamese({"left": same, "right": same}, LABEL[: len(same)])
        assert answer("inputs-identical", given).status in ("pass", "skip")

    def test_a_component_that_no_input_takes(self):
        given = _siamese({"left": A, "right": B, "raw": A})
        assert answer("inputs-identical", given).status == "pass"
