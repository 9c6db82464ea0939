"""The check target-order: every output is trained on the target that bears its name."""

from __future__ import annotations

from conformance.records import (
    Leaf,
    Node,
    Plan,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
COLUMN = normal(ROWS, 1)


def _plan(given, *origins, randoms=None, sources=1):
    """A plan whose root says which source component each leaf was made from."""
    leaves = [Leaf(f"x[{k!r}]", (1,), "float32", key=k) for k in sorted(set(origins))]
    inputs = [Node("tensor_slices", leaves=leaves) for _ in range(sources)]
    root = Node("map", inputs=inputs, leaves=given["spec"].leaves)
    root.origins = [frozenset({origin}) for origin in origins]
    root.randoms = randoms or [frozenset()] * len(origins)
    return Plan(root)


class TestTargetOrder:
    def _given(self, *origins):
        y = (COLUMN, COLUMN)
        given = records(
            (COLUMN, y), inputs=[(None, 1)], outputs={"price": (None, 1), "days": (None, 1)}
        )
        given["plan"] = _plan(given, "x", *origins)
        return given

    def test_exchanged(self):
        found = answer("target-order", self._given("price", "days"))  # outputs: days, price
        assert "`days` gets y[0], made from `price`" in found.message
        assert found.fix.startswith("yield a dict keyed by the output names")

    def test_in_order(self):
        assert answer("target-order", self._given("days", "price")).status == "pass"
