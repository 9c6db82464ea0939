"""steps-unreachable: there are as many batches as steps, and no more rows than there are."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    INFINITE,
    UNKNOWN,
    Arguments,
    Build,
)
from tests.checks.made import (
    chain,
    environment,
    judge,
    node,
    normal,
    one_pass,
)


class TestSteps:
    def _judge(self, plan=None, kind="dataset", generation=3, rows=160, **fit):
        return judge(
            "steps-unreachable",
            elements=one_pass(normal(rows)),
            build=Build(kind=kind),
            arguments=Arguments(fit),
            environment=environment(generation),
            plan=plan or chain(node("batch", 10, batch_size=16), node("tensor_slices", 160)),
        )

    def test_more_steps_than_batches(self):
        found = self._judge(steps_per_epoch=15, epochs=3)
        assert "3 x 15 = 45 batches" in found.message
        assert "every epoch is cut to 10 steps" in found.message
        assert (
            "training stops in epoch 1 of 3"
            in self._judge(steps_per_epoch=15, epochs=3, generation=2).message
        )

    def test_as_many_steps_as_batches(self):
        assert self._judge(steps_per_epoch=10, epochs=3) is None
        unknown = chain(node("filter", UNKNOWN), node("tensor_slices", 160))
        found = self._judge(unknown, steps_per_epoch=10, epochs=3)
        assert "reports a loss of 0" in found.message

    def test_a_generator_is_read_once(self):
        found = self._judge(kind="generator", steps_per_epoch=10, epochs=3)
        assert found.fix.startswith("let the generator loop")

    def test_epochs_cut_from_one_pass_are_fine(self):
        assert self._judge(steps_per_epoch=5, epochs=2) is None

    def test_little_of_the_data(self):
        assert self._judge(steps_per_epoch=2, epochs=2).status == "warn"
        assert self._judge(steps_per_epoch=2) is None  # epochs are given elsewhere

    def test_steps_in_examples(self):
        plan = chain(node("batch", INFINITE), node("repeat", INFINITE), node("tensor_slices", 160))
        found = judge(
            "steps-unreachable",
            elements=one_pass(normal(160), complete=False),
            build=Build(),
            arguments=Arguments({"steps_per_epoch": 160}),
            environment=environment(),
            plan=plan,
        )
        assert "reads all the data 16 times" in found.message
        assert found.fix.startswith("steps_per_epoch=10 ")

    def test_validation_steps(self):
        found = judge(
            "steps-unreachable",
            elements=one_pass(normal()),
            build=Build(),
            arguments=Arguments({"validation_steps": 9}),
            environment=environment(),
            validation=one_pass(normal(32)),
        )
        assert found.status == "warn"


RANDOM = np.random.RandomState(0)


ROWS, SIZE = 160, 16


def _steps(x, steps, *, batch=SIZE, held=(), plan=None, kind="generator", complete=False):
    return judge(
        "steps-unreachable",
        elements=one_pass(x, batch=batch, complete=complete),
        build=Build(kind=kind, held_rows=frozenset(held)),
        arguments=Arguments({"steps_per_epoch": steps}),
        environment=environment(),
        plan=plan,
    )


FEW = normal(40)


TURNS = np.concatenate([FEW[RANDOM.permutation(40)] for _ in range(16)])


class TestStepsInSamples:
    def test_every_row_comes_again_and_again(self):
        found = _steps(TURNS, 40)
        assert "reads all the data 16 times (640 examples were read, 40 different" in found.message
        assert found.fix.startswith("steps_per_epoch=3 ")

    def test_a_dataset_without_end(self):
        plan = chain(node("batch", UNKNOWN), node("flat_map", UNKNOWN))
        assert _steps(TURNS, 40, plan=plan, kind="dataset") is not None

    def test_batches_that_are_repeated(self):
        plan = chain(
            node("repeat", INFINITE), node("batch", 3, batch_size=16), node("tensor_slices", 40)
        )
        assert "reads all the data 16 times" in _steps(TURNS, 40, plan=plan).message
        assert _steps(TURNS, 3, plan=plan) is None

    def test_flipped_rows_of_the_arrays_it_holds(self):
        flipped = np.where(RANDOM.rand(len(TURNS), 1) < 0.5, TURNS, TURNS[:, ::-1])
        assert _steps(flipped, 40, held=[40]) is not None
        assert _steps(flipped, 40) is None
        assert _steps(flipped, 40, held=[41]) is None

    @pytest.mark.parametrize(
        ("x", "facts"),
        [
            (TURNS, {"steps": 3}),
            (TURNS[:64], {"steps": 40}),
            (TURNS, {"steps": 40, "batch": 1}),
            (FEW[RANDOM.randint(0, 40, 640)], {"steps": 40}),
            (normal(640), {"steps": 40, "held": [40]}),
            (np.tile(FEW[:10], (64, 1)), {"steps": 10}),
        ],
        ids=["right", "too short", "rows", "drawn by chance", "crops of 40 pictures", "toy"],
    )
    def test_near_misses(self, x, facts):
        assert _steps(x, **facts) is None
