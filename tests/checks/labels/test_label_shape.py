"""The check label-shape: targets have the shape the loss compares with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records import Loss
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
BITS = (X[:, :1] > 0).astype("float32")
NUMBERS = X.sum(axis=1, keepdims=True)


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestLabelShape:
    def test_three_columns_for_one_unit(self):
        found = answer("label-shape", _given(X[:, :3], "mse"))
        assert found.message == (
            "y is (None, 3) and the output `p` is (None, 1): they broadcast to (16, 3), so one value is "
            "compared with many, and the loss trains on that without a word"
        )
        assert found.fix == "give `p` 3 units, or keep one column of y"

    @pytest.mark.parametrize("y", [NUMBERS, NUMBERS[:, :, None]])
    def test_one_target_for_all_steps(self, y):
        found = answer("label-shape", _given(y, "mse", (None, 24, 1)))
        assert "return_sequences=False" in found.fix

    def test_shapes_that_cannot_meet(self):
        found = answer(
            "label-shape", _given(X[:, :3], "mse", (None, 2), failure="Dimensions must be equal")
        )
        assert "Dimensions must be equal" in found.message

    @pytest.mark.parametrize(
        ("y", "loss", "output"),
        [
            (NUMBERS, "mse", (None, 1)),
            (NUMBERS[:, 0], "mse", (None, 1)),
            (NUMBERS, "mse", (None,)),
            (X, "mse", (None, 6)),
            (X, "mse", (None, 6, 1)),
            (X[..., None], "mse", (None, 6)),
            (X, "mse", (None, None)),
            (X, Loss("mine", custom=True), (None, 3)),
            (X, None, (None, 3)),
            (BITS[:, 0], "binary", (None, 1)),
            (X, "ctc", (None, 9, 20)),
        ],
    )
    def test_passes(self, y, loss, output):
        assert answer("label-shape", _given(y, loss, output)).status in ("pass", "skip")


def test_ragged_targets_are_not_judged_by_shape():
    given = _given(X[:, :3], "mse")
    given["spec"].leaves[1] = replace(given["spec"].leaves[1], kind="ragged")
    given["targets"].pairs[0].target = given["spec"].leaves[1]
    assert answer("label-shape", given).status == "skip"
