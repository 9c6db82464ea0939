"""The check output-without-loss: every output that has a target has a loss."""

from __future__ import annotations

from conformance.facts.pairing import Target, Targets
from conformance.records import Leaf, Loss
from tests.checks.made import contract, result


def _heads(left_out=(0,), given=("age", "emotion"), **facts):
    names = ("age", "emotion")
    losses = {i: None if i in left_out else Loss("mean_squared_error") for i in range(2)}
    pairs = [
        Target(
            i,
            Leaf(name, (None, 1), "float32", role="output"),
            Leaf(f"y['{name}']", (None,), "float32", role="y") if name in given else None,
            losses[i],
            None,
        )
        for i, name in enumerate(names)
    ]
    model = contract(losses=losses, left_out=frozenset(left_out), **facts)
    found = Targets(pairs=pairs, names=list(names))
    return result("output-without-loss", targets=found, contract=model)


class TestOutputWithoutLoss:
    def test_a_head_that_the_losses_do_not_name(self):
        found = _heads()
        assert found.status == "fail"
        assert "targets (`y['age']`) for `age`" in found.message

    def test_every_head_has_one(self):
        assert _heads(left_out=()).status == "pass"

    def test_a_head_without_a_target(self):
        assert _heads(given=("emotion",)).status == "pass"

    def test_a_loss_of_none_says_that_it_is_meant(self):
        losses = {0: None, 1: Loss("mean_squared_error")}
        output = Leaf("age", (None, 1), "float32", role="output")
        target = Leaf("y['age']", (None,), "float32", role="y")
        found = Targets(pairs=[Target(0, output, target, None, None)], names=["age", "emotion"])
        model = contract(losses=losses)
        assert result("output-without-loss", targets=found, contract=model).status == "pass"

    def test_a_step_of_its_own(self):
        assert _heads(custom_train_step=True).status == "skip"

    def test_a_head_that_is_only_measured(self):
        assert _heads(measured=frozenset({"age"})).status == "pass"
        assert _heads(measured=frozenset({"emotion"})).status == "fail"
