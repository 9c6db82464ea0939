"""The check draw-per-batch, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    Dependence,
)
from tests.checks.made import (
    chain,
    result,
)
from tests.checks.randomness.made import a_batch, a_draw, a_pass, a_shuffle, a_source, with_leaves


class TestDrawPerBatch:
    def _plan(self, *order, **facts):
        plan = with_leaves(chain(*order, a_source()))
        return plan

    def _judge(self, plan):
        return result("draw-per-batch", plan=plan, elements=a_pass())

    def test_after_the_batch(self):
        scalar = a_draw(scalars=frozenset({"draw:noise"}))
        found = self._judge(self._plan(scalar, a_batch(), a_shuffle()))
        assert found.status == "warn"
        assert "all 16 examples of a batch" in found.message

    def test_before_the_batch(self):
        scalar = a_draw(scalars=frozenset({"draw:noise"}))
        assert self._judge(self._plan(a_batch(), scalar, a_shuffle())).status == "skip"

    def test_a_vector_of_draws(self):
        assert self._judge(self._plan(a_draw(), a_batch(), a_shuffle())).status == "skip"

    def test_mixup_draws_for_the_targets_too(self):
        key = frozenset({"draw:noise"})
        outputs = [Dependence(frozenset({0}), key), Dependence(frozenset({1}), key)]
        assert (
            self._judge(self._plan(a_draw(scalars=key, outputs=outputs), a_batch())).status
            == "pass"
        )
