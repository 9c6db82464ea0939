"""missing-value-codes: no code for a missing value goes in as a number."""

from __future__ import annotations

import pytest

from conformance.records import Training
from conformance.results import NOT_APPLICABLE
from tests.checks.made import (
    contract,
    layer,
    normal,
    one_pass,
    pairing,
    result,
    targets,
)

DENSE = layer("Dense", activation="relu")


class TestMissingValueCodes:
    def _judge(self, x, model=None, loss=1e6):
        return result(
            "missing-value-codes",
            elements=one_pass(x, normal(len(x), 1)),
            contract=model or contract(DENSE),
            pairing=pairing(),
            targets=targets("mean_squared_error"),
            training=Training(initial_loss=loss),
        )

    def test_a_code_among_small_numbers(self):
        x = normal()
        x[::40, 1] = -9999
        found = self._judge(x)
        assert found.status == "fail"
        assert "column 1 of `x` holds -9999 6 times" in found.message
        assert found.where == "x, batch 0, example 0 of the pass"
        assert self._judge(x, loss=1.0).status == "warn"
        assert self._judge(x, contract(layer("Normalization"))).status == "warn"

    @pytest.mark.parametrize("code", [-200, 77777, 1e20])
    def test_any_value_far_off_is_one(self, code):
        x = normal()
        x[::40, 1] = code
        assert self._judge(x).status == "fail"

    def test_masked_codes_rare_ones_and_plausible_ones_pass(self):
        x = normal()
        x[::40, 1] = -99
        assert self._judge(x, contract(layer("Masking"), DENSE)).kind == NOT_APPLICABLE
        x[3:, 1] = normal(237, 1)[:, 0]
        assert self._judge(x).status == "pass"
        x[::40, 1] = -99
        x[:, 1] *= 10
        assert self._judge(x).status == "pass"
