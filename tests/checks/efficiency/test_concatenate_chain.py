"""concatenate-chain: many datasets are not joined one by one."""

from __future__ import annotations

from conformance.records import (
    Plan,
)
from conformance.results import NOT_APPLICABLE
from tests.checks.made import (
    chain,
    node,
    passes,
    result,
)


def _joined(parts, *above):
    whole = node("tensor_slices", 4)
    for _ in range(parts):
        whole = node("concatenate", inputs=[whole, node("tensor_slices", 4)])
    return result("concatenate-chain", plan=chain(node("batch"), *above, whole))


class TestConcatenateChain:
    def test_one_by_one(self):
        found = _joined(89, node("shuffle"))
        assert "89 concatenate() are wrapped" in found.message

    def test_chains_longer_than_the_stack_of_python(self):
        assert "5000 concatenate()" in _joined(5000).message

    def test_few_or_cached(self):
        assert _joined(20).status == "pass"
        assert _joined(89, node("cache")).kind == NOT_APPLICABLE

    def test_two_by_two(self):
        level = [node("tensor_slices", 4) for _ in range(128)]
        while len(level) > 1:
            level = [node("concatenate", inputs=level[i : i + 2]) for i in range(0, len(level), 2)]
        passes("concatenate-chain", plan=Plan(level[0]))
