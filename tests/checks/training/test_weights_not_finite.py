"""The check weights-not-finite, on hand-written records."""

from __future__ import annotations

from conformance.records import Training
from tests.checks.made import result


class TestNumbers:
    def test_weights(self):
        training = Training(
            ran=["fit"], weights_finite=False, bad_weights=["dense/kernel"], losses=[0.5]
        )
        found = result("weights-not-finite", training=training)
        assert found.message.startswith("`dense/kernel` hold NaN or infinite values after 0 steps")
        assert "while the loss reads 0.5" in found.message
        assert result("weights-not-finite", training=Training(ran=["fit"])).status == "pass"
        assert result("weights-not-finite", training=Training()).status == "skip"
