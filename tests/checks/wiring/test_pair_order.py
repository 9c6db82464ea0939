"""The check pair-order: the target is not a random disturbance of the input."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    Leaf,
    Node,
    Plan,
)
from tests.checks.paired import answer, records

ROWS = 64


def _plan(given, *origins, randoms=None, sources=1):
    """A plan whose root says which source component each leaf was made from."""
    leaves = [Leaf(f"x[{k!r}]", (1,), "float32", key=k) for k in sorted(set(origins))]
    inputs = [Node("tensor_slices", leaves=leaves) for _ in range(sources)]
    root = Node("map", inputs=inputs, leaves=given["spec"].leaves)
    root.origins = [frozenset({origin}) for origin in origins]
    root.randoms = randoms or [frozenset()] * len(origins)
    return Plan(root)


class TestPairOrder:
    IMAGES = np.random.RandomState(0).uniform(size=(ROWS, 4, 4)).astype("float32")

    def _given(self, x, y, sources=1):
        given = records((self.IMAGES, self.IMAGES), inputs=[(None, 4, 4)], outputs=[(None, 4, 4)])
        given["plan"] = _plan(
            given, "clean", "clean", randoms=[frozenset(x), frozenset(y)], sources=sources
        )
        return given

    def test_noise_on_the_target_only(self):
        assert answer("pair-order", self._given((), ("draw",))).fix.startswith("swap the pair")

    @pytest.mark.parametrize(
        ("x", "y"), [(("d",), ()), (("d",), ("d",)), (("d",), ("e",)), ((), ())]
    )
    def test_passes(self, x, y):
        assert answer("pair-order", self._given(x, y)).status == "pass"

    def test_two_sources_are_another_question(self):
        assert answer("pair-order", self._given((), ("draw",), sources=2)).status == "skip"
