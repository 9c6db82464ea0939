"""The check pairs-misaligned, on hand-written records."""

from __future__ import annotations

import numpy as np

from conformance.records import (
    Epochs,
    Leaf,
    Plan,
    Spec,
)
from tests.checks.made import contract, node, normal, one_pass, result


class TestPairs:
    x, y = normal(), normal(240, 1, seed=1)
    spec = Spec([Leaf("x", (None, 4), "float32"), Leaf("y", (None, 1), "float32", role="y")])

    def _plan(self, first, second):
        parts = [
            node(
                "shuffle",
                240,
                inputs=[node("tensor_slices", 240)],
                buffer_size=240,
                seed=s,
                seed2=s,
            )
            if s is not None
            else node("tensor_slices", 240)
            for s in (first, second)
        ]
        zipped = node("zip", 240, inputs=parts)
        marks = [
            frozenset() if s is None else frozenset({i}) for i, s in enumerate((first, second), 1)
        ]
        zipped.branches = marks
        return Plan(zipped)

    def _judge(self, plan=None, second=None, model=None):
        epochs = Epochs(second=second)
        elements = one_pass(self.x, self.y)
        return result(
            "pairs-misaligned",
            elements=elements,
            spec=self.spec,
            contract=model or contract(),
            plan=plan,
            epochs=epochs,
        )

    def test_two_shuffles(self):
        found = self._judge(self._plan(0, 0), one_pass(self.x, np.roll(self.y, 1)))
        assert "both are shuffled, each with a draw of its own" in found.message
        assert "between two passes 100% of the features met another target" in found.message

    def test_one_shuffle_and_unlike_seeds(self):
        assert "only the features are shuffled" in self._judge(self._plan(0, None)).message
        assert "different seeds" in self._judge(self._plan(1, 2)).message

    def test_targets_that_are_made_on_the_way_have_no_order(self):
        plan = self._plan(0, None)
        plan.root.origins = [frozenset({"signal"}), frozenset()]  # positions in the batch
        assert self._judge(plan).status == "pass"

    def test_equal_seeds_and_plain_zips_pass(self):
        assert self._judge(self._plan(7, 7)).status == "pass"
        assert self._judge(self._plan(None, None)).status == "pass"

    def test_unpaired_data_for_a_step_of_its_own_pass(self):
        assert (
            self._judge(self._plan(0, 0), model=contract(custom_train_step=True)).status == "skip"
        )

    def test_measured_without_a_plan(self):
        found = self._judge(second=one_pass(self.x, np.roll(self.y, 1)))
        assert "reordered apart" in found.message
        order = np.random.RandomState(0).permutation(240)
        assert self._judge(second=one_pass(self.x[order], self.y[order])).status == "pass"
        assert self._judge(second=one_pass(self.x, self.y + 1)).status == "pass"  # fresh targets
