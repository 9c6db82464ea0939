"""The check label-shape: targets have the shape the loss compares with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conformance.facts.pairing import pair_targets
from conformance.records import Forward, Leaf, Loss
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


@pytest.mark.parametrize(("size", "status"), [(8, "pass"), (12, "pass"), (10, "fail")])
def test_images_of_another_size_than_the_model_was_called_on(size, status):
    """A fully convolutional model puts out a map as large as its input."""
    x, y = np.zeros((32, size, size, 1)), np.zeros((32, 8 if size == 10 else size, size, 1))
    open_map = (None, None, None, 1)
    given = records((x, y), inputs=[open_map], outputs=[open_map], losses="mse")
    called = (16, 10, 10, 1) if size == 10 else (16, 8, 8, 1)
    given["forward"] = Forward(given=(called,), outputs=[Leaf("p", called, "float32")])
    given["targets"] = pair_targets(
        given["contract"], given["spec"], given["forward"], given["elements"]
    )
    assert answer("label-shape", given).status == status
