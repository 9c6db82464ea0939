"""The check views-identical, on hand-written records."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conformance.records import Dependence, Function, Node, Plan
from tests.checks.made import normal, one_pass, result
from tests.checks.paired import records

ROWS = 64


A, B = normal(ROWS, 8), normal(ROWS, 8, seed=1)


LABEL = np.arange(ROWS, dtype="float32") % 2


DRAW, OTHER = frozenset({"stateless:seed@two"}), frozenset({"stateless:other@two"})


def _plan(one, two, *, op="map"):
    outputs = [Dependence(frozenset({0}), *one), Dependence(frozenset({0}), *two)]
    source = Node("tensor_slices")
    return Plan(Node(op, inputs=[source], function=Function("two", outputs=outputs)))


class TestViewsIdentical:
    def _judge(self, plan, second=A, *, own=True):
        given = records((A, second), inputs=[(None, 8)])
        contract = replace(given["contract"], custom_train_step=own)
        return result("views-identical", plan=plan, elements=given["elements"], contract=contract)

    def test_the_same_draws_made_twice(self):
        found = self._judge(_plan((DRAW, "crop"), (DRAW, "crop_1")))
        assert found.status == "warn"
        assert found.message.startswith("map(two) draws for x and for y separately")

    @pytest.mark.parametrize(
        ("one", "two"),
        [
            ((DRAW, "crop"), (DRAW, "crop")),  # one computation, handed on twice
            ((DRAW, "crop"), (OTHER, "crop_1")),
            ((frozenset(), "a"), (frozenset(), "b")),
        ],
    )
    def test_one_computation_or_two_draws(self, one, two):
        assert self._judge(_plan(one, two)).status == "skip"

    def test_views_that_differ(self):
        assert self._judge(_plan((DRAW, "crop"), (DRAW, "crop_1")), B).status == "pass"

    def test_the_target_of_a_loss_may_be_the_input(self):
        plan = _plan((DRAW, "crop"), (DRAW, "crop_1"))
        assert self._judge(plan, own=False).status == "pass"

    def test_views_that_are_both_features(self):
        plan = _plan((DRAW, "crop"), (DRAW, "crop_1"))
        elements = one_pass({"a": A, "b": A}, LABEL)
        assert result("views-identical", plan=plan, elements=elements).status == "warn"

    def test_equal_examples_say_nothing(self):
        plan = _plan((DRAW, "crop"), (DRAW, "crop_1"))
        elements = one_pass({"a": A * 0, "b": A * 0}, LABEL)
        assert result("views-identical", plan=plan, elements=elements).status == "pass"
