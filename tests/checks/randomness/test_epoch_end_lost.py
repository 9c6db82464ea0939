"""The check epoch-end-lost, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    Tracing,
)
from tests.checks.made import (
    chain,
    node,
    result,
)
from tests.checks.randomness.made import FROZEN, REORDERED, a_pass


class TestOrder:
    def _judge(self, name, plan, epochs, **records):
        return result(name, plan=plan, elements=a_pass(), epochs=epochs, **records)

    def test_epoch_end_lost(self):
        plan = chain(node("flat_map"))
        tracing = Tracing(wrapped_sequences=["Rows `sequence`"])
        found = self._judge("epoch-end-lost", plan, FROZEN, tracing=tracing)
        assert found.status == "fail"
        assert self._judge("epoch-end-lost", plan, REORDERED, tracing=tracing).status == "pass"
        assert self._judge("epoch-end-lost", plan, FROZEN, tracing=Tracing()).status == "skip"
