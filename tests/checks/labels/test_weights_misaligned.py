"""The check weights-misaligned: balanced weights stand beside the rows they were computed for."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import Arguments
from tests.checks.made import component, one_pass, result, targets

RANDOM = np.random.RandomState(0)
RARE = np.repeat([0, 1], [360, 40])
MIXED = RANDOM.permutation(RARE)
NOISE = RANDOM.normal(size=(400, 4)).astype("float32")


def _balanced(y):
    counts = np.bincount(y)
    return (len(y) / (len(counts) * counts))[y].astype("float32")


def _weighed(y, weights, x=NOISE, loss="binary_crossentropy"):
    elements = one_pass(x[: len(y)], y)
    elements.components.append(component("sample_weight", weights, role="sample_weight"))
    return result(
        "weights-misaligned", targets=targets(loss), elements=elements, arguments=Arguments()
    )


class TestWeightsMisaligned:
    def test_weights_of_the_rows_before_they_were_shuffled(self):
        found = _weighed(MIXED, _balanced(RARE))
        assert found.status == "fail"
        assert "does not follow the class" in found.message

    def test_a_part_of_the_rows(self):
        assert (
            _weighed(
                MIXED[:320], np.random.RandomState(3).permutation(_balanced(RARE))[:320]
            ).status
            == "warn"
        )

    @pytest.mark.parametrize(
        ("y", "weights"),
        [
            (MIXED, _balanced(MIXED)),
            (MIXED, RANDOM.permutation(np.where(RARE == 1, 3.0, 0.5))),
            (MIXED, RANDOM.permutation(_balanced(np.repeat([0, 1], [300, 100])))),
            (RANDOM.permutation(np.repeat([0, 1], 200)), np.full(400, 1.0)),
            (MIXED, RANDOM.uniform(0.5, 2, 400)),
            (MIXED, np.ones(400)),
        ],
        ids=["aligned", "not inverse", "of another thing", "even", "many weights", "all one"],
    )
    def test_weights_that_mean_something_else(self, y, weights):
        assert _weighed(y, weights).status in ("pass", "skip")

    def test_a_feature_goes_with_the_weight(self):
        group = RANDOM.permutation(RARE)
        x = np.column_stack([group, NOISE]).astype("float32")
        assert _weighed(MIXED, _balanced(group), x).status == "pass"

    def test_amounts_have_no_classes(self):
        assert _weighed(MIXED, _balanced(RARE), loss="mean_squared_error").status == "skip"

    def test_no_weights(self):
        given = dict(targets=targets("binary_crossentropy"), arguments=Arguments())
        assert (
            result("weights-misaligned", elements=one_pass(NOISE, MIXED), **given).status == "skip"
        )
