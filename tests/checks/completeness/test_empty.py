"""The check empty, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    UNKNOWN,
    Failure,
    Function,
    Pass,
)
from tests.checks.made import (
    chain,
    does_not_apply,
    environment,
    node,
    normal,
    one_pass,
    passes,
    result,
)

NOTHING = Pass()


class TestEmpty:
    def test_names_the_filter(self):
        rows = node("tensor_slices", 320)
        plan = chain(node("filter", UNKNOWN, function=Function("is_large")), rows)
        found = result("empty", elements=NOTHING, environment=environment(3), plan=plan)
        assert found.message == (
            "the training data hold no element: no element of 320 passes the filter `is_large`; fit "
            "returns at once with an empty history and untrained weights"
        )

    def test_validation_skipped_in_the_wrong_unit(self):
        plan = chain(
            node("skip", 0, count=256), node("batch", 10, batch_size=32), node("tensor_slices", 320)
        )
        found = result(
            "empty",
            elements=one_pass(normal()),
            environment=environment(2),
            validation=NOTHING,
            validation_plan=plan,
        )
        assert "skip(256) leaves nothing of 10 batches: it counts batches here" in found.message
        assert found.fix.startswith("split before batch")

    def test_a_batch_larger_than_the_data(self):
        plan = chain(
            node("batch", 0, batch_size=64, drop_remainder=True), node("tensor_slices", 40)
        )
        found = result("empty", elements=NOTHING, environment=environment(), plan=plan)
        assert "batch(64, drop_remainder=True) makes no batch of 40 examples" in found.message

    def test_a_pass_that_failed_or_was_cut_short_is_not_empty(self):
        failed = Pass(complete=False, failure=Failure("ValueError", "no", "elements"))
        for part in (failed, Pass(complete=False)):
            assert does_not_apply("empty", elements=part, environment=environment())
        assert "240 examples" in passes(
            "empty", elements=one_pass(normal()), environment=environment()
        )
