"""The check unknown-cardinality, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    UNKNOWN,
    Training,
)
from tests.checks.made import chain, environment, node, normal, one_pass, result


class TestCardinality:
    def _extra(self, cardinality, iterations):
        plan = chain(node("batch", cardinality), node("filter", cardinality), node("range", 160))
        training = Training(batches=5, epochs=2, iterations=iterations)
        return result(
            "unknown-cardinality",
            plan=plan,
            training=training,
            elements=one_pass(normal(160)),
            environment=environment(),
        )

    def test_extra_optimizer_steps(self):
        found = self._extra(UNKNOWN, 12)
        assert found.status == "warn"
        assert "2 epochs of 5 batches gave 12 steps instead of 10" in found.message
        assert "the number of batches in an epoch (10 now)" in found.fix

    def test_right_counts_pass(self):
        assert self._extra(UNKNOWN, 10).status == "pass"
        assert self._extra(10, 12).status == "skip"
