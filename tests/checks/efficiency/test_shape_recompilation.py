"""shape-recompilation: XLA compiles the train step for a few shapes only."""

from __future__ import annotations

from conformance.results import NOT_APPLICABLE
from tests.checks.made import component, contract, normal, one_pass, result

X = normal(240)


class TestShapes:
    def _judge(self, lengths, jit=True):
        elements = one_pass(X)
        elements.components = [component("x", X)]
        elements.components[0].shapes = [(16, length) for length in lengths]
        return result("shape-recompilation", contract=contract(jit_compile=jit), elements=elements)

    def test_many_lengths_under_xla(self):
        found = self._judge(range(10, 25))
        assert "15 different shapes in 15 batches (axis 1: 10 to 24)" in found.message

    def test_a_few_buckets_or_no_xla(self):
        assert self._judge([16, 32, 64] * 5).status == "pass"
        assert self._judge(range(10, 25), jit=False).kind == NOT_APPLICABLE
