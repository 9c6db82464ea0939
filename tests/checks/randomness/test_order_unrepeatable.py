"""The check order-unrepeatable, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    Build,
    Epochs,
    Function,
)
from tests.checks.made import (
    chain,
    node,
    result,
)
from tests.checks.randomness.made import X, a_batch, a_pass, a_shuffle, a_source, permuted


class TestUnrepeatable:
    def _judge(self, plan, seeded=True, rebuilt=None):
        return result(
            "order-unrepeatable",
            build=Build(seeded=seeded),
            plan=plan,
            elements=a_pass(),
            epochs=Epochs(rebuilt=rebuilt),
        )

    def _sloppy(self, **shuffle):
        step = node("map", deterministic="false", function=Function("load"))
        step.raw = "ParallelMapDatasetV2"
        return chain(a_batch(), step, a_shuffle(**shuffle), a_source())

    def test_a_global_seed_and_a_sloppy_map(self):
        found = self._judge(self._sloppy(), rebuilt=a_pass(permuted()))
        assert found.status == "fail"
        assert found.message.startswith(
            "a global seed is set, but map(load) may hand on examples in the order they finish "
            "(deterministic=False); a second build gave another order from batch 0, example 0 on"
        )

    def test_seeds_on_shuffles_alone_only_warn(self):
        assert self._judge(self._sloppy(seed=0, seed2=3), seeded=False).status == "warn"

    def test_without_a_seed_nothing_was_promised(self):
        assert self._judge(self._sloppy(seed=0, seed2=0), seeded=False).status == "skip"

    def test_a_seeded_pipeline_that_repeats(self):
        plan = chain(a_batch(), a_shuffle(), a_source())
        assert self._judge(plan, rebuilt=a_pass()).status == "pass"

    def test_other_rows_in_a_second_build_are_not_another_order(self):
        plan = chain(a_batch(), a_shuffle(), a_source())
        assert self._judge(plan, rebuilt=a_pass(x=X + 1)).status == "pass"
