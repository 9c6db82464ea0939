"""lossy-cast: numbers survive the cast to the model's input dtype."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.results import NOT_APPLICABLE
from tests.checks.made import normal, one_pass, pairing, result


class TestLossyCast:
    def _judge(self, x, wanted):
        return result("lossy-cast", elements=one_pass(x), pairing=pairing(dtypes={"x": wanted}))

    def test_ids_beyond_float32(self):
        found = self._judge(2**24 + np.arange(64)[:, None], "float32")
        assert "holds 16777217, which `input_0` (float32) receives as 16777216" in found.message

    def test_wrapping_around(self):
        found = self._judge(np.full((64, 1), 2**31), "int32")
        assert "receives as -2147483648" in found.message

    def test_overflow_to_infinity(self):
        found = self._judge(np.full((64, 1), 1e5, "float32"), "float16")
        assert "receives as inf" in found.message

    @pytest.mark.parametrize("wanted", ["float32", "int32"])
    def test_values_that_fit_pass(self, wanted):
        assert self._judge(np.arange(64)[:, None] * 2**18, wanted).status == "pass"

    def test_without_a_cast_nothing_is_lost(self):
        assert self._judge(np.arange(64)[:, None], "int64").kind == NOT_APPLICABLE

    def test_rounding_of_wider_floats_passes(self):
        assert self._judge(normal().astype("float64") / 3, "float32").status == "pass"
