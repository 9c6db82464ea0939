"""The check cardinality-wrong, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    UNKNOWN,
    Failure,
    Pass,
)
from tests.checks.made import chain, node, normal, one_pass, result


class TestCardinality:
    def test_declared_and_delivered(self):
        plan = chain(node("assert_cardinality", 12), node("filter", UNKNOWN))
        found = result("cardinality-wrong", plan=plan, elements=one_pass(normal(160)))
        assert "says it holds 12 batches, but one pass gave 10" in found.message
        text = "Input dataset was expected to contain 12 elements but contained only 10 elements."
        broken = Pass(complete=False, failure=Failure("FailedPreconditionError", text, "elements"))
        assert result("cardinality-wrong", plan=plan, elements=broken).status == "fail"
        plan.root.cardinality = 10
        assert (
            result("cardinality-wrong", plan=plan, elements=one_pass(normal(160))).status == "pass"
        )
