"""The check loss-not-finite, on hand-written records."""

from __future__ import annotations

from conformance.records import Training
from tests.checks.made import result


class TestNumbers:
    def test_an_untrained_loss_that_is_no_number(self):
        found = result("loss-not-finite", training=Training(initial_loss=float("nan")))
        assert "untrained model is nan" in found.message

    def test_a_loss_that_leaves_the_numbers(self):
        training = Training(initial_loss=2.0, losses=[1.0, float("inf")], batches=5)
        assert result("loss-not-finite", training=training).where == "fit, epoch 2"

    def test_finite_losses(self):
        assert (
            result("loss-not-finite", training=Training(initial_loss=2.0, losses=[1.0])).status
            == "pass"
        )

    def test_what_can_be_behind_it(self):
        found = result("loss-not-finite", training=Training(initial_loss=float("nan")))
        assert "not-finite" in found.causes
        assert "unscaled" not in found.causes
        growing = Training(initial_loss=2.0, losses=[float("inf")], batches=5)
        assert result("loss-not-finite", training=growing).causes is None
