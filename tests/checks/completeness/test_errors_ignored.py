"""The check errors-ignored, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    UNKNOWN,
)
from tests.checks.made import chain, node, normal, one_pass, result


class TestErrorsIgnored:
    def _judge(self, before, rows, *above):
        plan = chain(node("batch"), *above, node("ignore_errors", UNKNOWN), node("map", before))
        return result("errors-ignored", plan=plan, elements=one_pass(normal(rows)))

    def test_counts_the_lost(self):
        found = self._judge(400, 40)
        assert found.status == "fail"
        assert "360 of 400 (90 %) examples" in found.message
        assert self._judge(400, 392).status == "warn"

    def test_none_lost_passes_and_an_unknown_number_warns(self):
        assert self._judge(240, 240).status == "pass"
        assert self._judge(400, 40, node("filter", UNKNOWN)).status == "skip"
        assert self._judge(UNKNOWN, 40).status == "warn"
