"""not-finite: features hold no NaN and no infinity."""

from __future__ import annotations

import numpy as np

from conformance.records import Probes, Training
from tests.checks.made import CHECKS, does_not_apply, normal, one_pass, passes, result


class TestNotFinite:
    def test_names_the_place_and_the_weights(self):
        x = normal()
        x[40, 2] = np.nan
        training = Training(ran=["fit"], losses=[0.7], bad_weights=["kernel"], weights_finite=False)
        found = result("not-finite", elements=one_pass(x), training=training)
        assert found.status == "fail"
        assert found.where == "x, batch 2, index (8, 2)"
        assert "1 of 960 (0.104 %) values of `x`" in found.message
        assert "the loss stays finite (0.7)" in found.message
        assert "`kernel` became NaN" in found.message

    def test_a_model_that_copes_with_many_such_rows_passes(self):
        x = normal()
        x[::2, 0] = np.nan
        training = Training(ran=["fit"], initial_loss=1.0, losses=[1.0], batches=5)
        passes("not-finite", elements=one_pass(x), training=training)

    def test_few_such_rows_prove_nothing(self):
        x = normal()
        x[3, 0] = np.inf
        training = Training(ran=["fit"], initial_loss=1.0, losses=[1.0], batches=5)
        assert result("not-finite", elements=one_pass(x), training=training).status == "fail"

    def test_is_asked_of_both_parts_and_leaves_targets_alone(self):
        assert CHECKS["not-finite"].per_part
        bad = normal()
        bad[0, 0] = np.nan
        assert passes("not-finite", elements=one_pass(normal(), bad)) == "960 values of `x`"

    def test_whole_numbers_cannot_be_nan(self):
        does_not_apply("not-finite", elements=one_pass(np.arange(64)[:, None]))

    def test_a_fresh_model_that_fills_the_gaps_passes_in_both_parts(self):
        x = normal()
        x[3, 0] = np.nan
        passes("not-finite", elements=one_pass(x), probes=Probes(finite=True))
        found = result("not-finite", elements=one_pass(x), probes=Probes(finite=False))
        assert found.status == "fail"
        harmed = Training(ran=["fit"], losses=[0.7], bad_weights=["kernel"], weights_finite=False)
        records = dict(elements=one_pass(x), probes=Probes(finite=True), training=harmed)
        assert result("not-finite", **records).status == "fail"
