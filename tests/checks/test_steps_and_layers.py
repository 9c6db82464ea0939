"""The checks of a model's own step, layers adapted twice, outputs without a loss and stateful rows."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.pairing import Target, Targets
from conformance.records import (
    Leaf,
    Loss,
    SequenceFacts,
)
from tests.checks.made import contract, judge, layer, one_pass


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
    return judge("output-without-loss", targets=found, contract=model)


class TestOutputWithoutLoss:
    def test_a_head_that_the_losses_do_not_name(self):
        found = _heads()
        assert found.status == "fail"
        assert "targets (`y['age']`) for `age`" in found.message

    def test_every_head_has_one(self):
        assert _heads(left_out=()) is None

    def test_a_head_without_a_target(self):
        assert _heads(given=("emotion",)) is None

    def test_a_loss_of_none_says_that_it_is_meant(self):
        losses = {0: None, 1: Loss("mean_squared_error")}
        output = Leaf("age", (None, 1), "float32", role="output")
        target = Leaf("y['age']", (None,), "float32", role="y")
        found = Targets(pairs=[Target(0, output, target, None, None)], names=["age", "emotion"])
        model = contract(losses=losses)
        assert judge("output-without-loss", targets=found, contract=model) is None

    def test_a_step_of_its_own(self):
        assert _heads(custom_train_step=True) is None

    def test_a_head_that_is_only_measured(self):
        assert _heads(measured=frozenset({"age"})) is None
        assert _heads(measured=frozenset({"emotion"})).status == "fail"


BATCH, STEPS = 8, 6
WALK = np.cumsum(np.random.RandomState(0).normal(size=BATCH * 12 * STEPS + 1)).astype("float32")


def _rows(series):
    return series.reshape(-1, STEPS, 1)


def _beside(rows):
    """Rows of which each goes on in the next batch."""
    return rows.reshape(BATCH, -1, STEPS, 1).swapaxes(0, 1).reshape(rows.shape)


def _carried(x, y=None, batch=BATCH, **facts):
    model = contract(layer("GRU", stateful=facts.get("stateful", True)))
    return judge("stateful-inside-batch", contract=model, elements=one_pass(x, y, batch=batch))


class TestRowNumbersHeld:
    @pytest.mark.parametrize(("orders", "fails"), [((), True), ((48,), False)])
    def test_a_part_drawn_anew(self, orders, fails):
        elements = one_pass(np.random.RandomState(0).normal(size=(48, 3)))
        facts = SequenceFacts(3, "Balanced", source_rows=480, source_names=("x", "y"))
        facts.orders = frozenset(orders)
        found = judge("sequence-length", sequence=facts, elements=elements, build=None)
        assert (found is not None) == fails
