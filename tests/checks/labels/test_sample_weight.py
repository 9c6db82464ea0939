"""The check sample-weight: sample weights are finite, not negative, not all zero, one for each loss value."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
BITS = (X[:, :1] > 0).astype("float32")
NUMBERS = X.sum(axis=1, keepdims=True)


class TestSampleWeight:
    def _verdict(self, weight, output=(None, 1), y=BITS, **options):
        given = records(
            (X, y, weight), inputs=[(None, 6)], outputs=[output], losses="binary", **options
        )
        return answer("sample-weight", given)

    def test_negative(self):
        found = self._verdict(NUMBERS[:, 0])
        assert found.message.startswith("sample_weight is negative for ")

    def test_not_finite(self):
        weight = np.ones(64)
        weight[20] = np.nan
        found = self._verdict(weight)
        assert found.where == "sample_weight, batch 1, element (4, 0)"

    def test_a_sign_may_be_meant(self):
        found = self._verdict(np.linspace(-1, 1, 64))
        assert found.status == "warn"
        assert found.component == "sample_weight"

    def test_no_weight_is_positive(self):
        assert self._verdict(np.linspace(-1, -0.1, 64)).status == "fail"

    def test_all_zero(self):
        assert "the loss is 0" in self._verdict(np.zeros(64)).message

    @pytest.mark.parametrize(("mean", "status"), [(9, "pass"), (20, "warn"), (1000, "warn")])
    def test_far_from_one(self, mean, status):
        assert self._verdict(np.linspace(0.5, 1.5, 64) * mean).status == status

    def test_a_weight_for_each_step_of_one_target(self):
        found = self._verdict(np.ones((64, 12)), failure="Incompatible shapes: [16] vs. [16,12]")
        assert found.message == (
            "sample_weight is (None, 12) and the loss of `p` has one value an example: ValueError: "
            "Incompatible shapes: [16] vs. [16,12]"
        )

    @pytest.mark.parametrize(
        ("weight", "output", "y"),
        [
            (np.where(BITS[:, 0] == 1, 4.0, 1.0), (None, 1), BITS),
            (np.ones((64, 1)), (None, 1), BITS),
            (np.ones((64, 6)), (None, 6, 1), np.tile(BITS, (1, 6))),
            (np.ones(64), (None, 6, 1), np.tile(BITS, (1, 6))),
        ],
    )
    def test_passes(self, weight, output, y):
        assert self._verdict(weight, output, y).status == "pass"

    def test_one_weight_for_two_outputs_is_not_judged_by_shape(self):
        given = records(
            (X, (BITS, BITS), np.ones((64, 9))), inputs=[(None, 6)], outputs=[(None, 1)] * 2
        )
        assert answer("sample-weight", given).status == "pass"


LONG_X = normal(128, 6)
LONG_BITS = (LONG_X[:, :1] > 0).astype("float32")


def _records(y, loss="binary", output=(None, 1), weight=None, x=LONG_X, **options):
    element = (x, y) if weight is None else (x, y, weight)
    shape = (None, *x.shape[1:])
    return records(element, inputs=[shape], outputs=[output], losses=loss, **options)


class TestSmallWeights:
    def _verdict(self, weight, optimizer="SGD", rate=0.01):
        given = _records(LONG_BITS, weight=weight)
        given["contract"].optimizer, given["contract"].learning_rate = optimizer, rate
        return answer("sample-weight", given)

    SUMMED = np.linspace(1, 3, 128) / np.linspace(1, 3, 128).sum()

    def test_divided_by_their_sum(self):
        found = self._verdict(self.SUMMED)
        assert found.status == "warn"
        assert "(all 128 sum to 1)" in found.message
        assert "instead of 0.01" in found.message

    @pytest.mark.parametrize(("optimizer", "rate"), [("Adam", 0.01), ("SGD", 4.0), ("SGD", None)])
    def test_where_it_may_be_meant(self, optimizer, rate):
        assert self._verdict(self.SUMMED, optimizer, rate).status == "warn"

    def test_small_but_no_sum(self):
        assert self._verdict(self.SUMMED * 2).status == "warn"
        assert self._verdict(self.SUMMED * 2, "Adam").status == "pass"

    def test_a_mask_passes(self):
        assert self._verdict(1.0 * (np.arange(128) == 5)).status == "pass"
