"""The check pair-augmented-apart, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import (
    Function,
    Leaf,
    Plan,
    Spec,
)
from tests.checks.made import (
    contract,
    node,
    result,
)

IMAGE, MASK = Leaf("x", (None, 8, 8, 3), "float32"), Leaf("y", (None, 8, 8, 1), "float32", role="y")


class TestPairs:
    def _judge(self, image, mask, ops=("ReverseV2",), **model):
        draws = frozenset(image) | frozenset(mask)
        function = Function("augment", frozenset({"RandomUniform", *ops}), random=draws)
        plan = Plan(node("map", function=function))
        plan.root.leaves = [IMAGE, MASK]
        plan.root.randoms = [frozenset(image), frozenset(mask)]
        return result(
            "pair-augmented-apart",
            plan=plan,
            spec=Spec([IMAGE, MASK]),
            contract=contract(**model),
        )

    def test_two_coins(self):
        found = self._judge({"a"}, {"b"})
        assert found.status == "fail"
        assert found.message.startswith("map(augment) changes x and y by separate random draws")

    @pytest.mark.parametrize(
        ("image", "mask", "status"),
        [
            ({"a"}, {"a"}, "pass"),
            ({"a", "b"}, {"a"}, "pass"),
            ({"a"}, set(), "skip"),
            (set(), {"a"}, "skip"),
        ],
    )
    def test_shared_or_one_sided_draws(self, image, mask, status):
        assert self._judge(image, mask).status == status

    def test_noise_moves_no_pixel(self):
        assert self._judge({"a"}, {"b"}, ops=("AddV2",)).status == "pass"

    def test_two_views_for_a_train_step_of_its_own(self):
        assert self._judge({"a"}, {"b"}, custom_train_step=True).status == "skip"
