"""The check validation-random, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    Epochs,
)
from tests.checks.made import (
    chain,
    one_pass,
    result,
)
from tests.checks.randomness.made import X, a_batch, a_draw, a_pass, a_source, permuted, with_leaves


class TestValidation:
    def _judge(self, second, plan=None):
        return result(
            "validation-random",
            validation=a_pass(),
            validation_epochs=Epochs(second=second),
            validation_plan=plan,
        )

    def test_names_the_random_stage(self):
        plan = with_leaves(chain(a_batch(), a_draw(), a_source()))
        found = self._judge(a_pass(x=X + 1), plan)
        assert found.status == "fail"
        assert "map(noisy) draws random numbers, and 0% of 240 examples" in found.message

    def test_shuffled_validation_is_fine(self):
        assert self._judge(a_pass(permuted())).status == "pass"

    def test_other_examples_without_a_draw_are_not_ours(self):
        assert (
            self._judge(a_pass(x=X + 1), with_leaves(chain(a_batch(), a_source()))).status == "pass"
        )

    def test_noise_that_is_the_task_only_warns(self):
        plan = with_leaves(chain(a_batch(), a_draw(), a_source()))
        plan.root.origins = [frozenset({"x"}), frozenset({"x"})]
        assert self._judge(a_pass(x=X + 1), plan).status == "warn"


RANDOM = np.random.RandomState(0)


@pytest.mark.parametrize(
    ("targets", "status"),
    [
        (lambda i: RANDOM.normal(size=(32, 4)), "warn"),  # mixes of voices, and the voices
        (lambda i: np.arange(32) % 3, "fail"),
    ],
    ids=["made anew", "altered"],
)
def test_validation_data_that_a_reader_draws(targets, status):
    passes = [one_pass(RANDOM.normal(size=(32, 4)), targets(i)) for i in range(2)]
    found = result(
        "validation-random", validation=passes[0], validation_epochs=Epochs(second=passes[1])
    )
    assert found.status == status


class TestValidationDrawnBeside:
    @staticmethod
    def _passes(shape):
        random = np.random.RandomState(0)
        fixed = random.normal(size=(32, 3))
        passes = [one_pass({"node": fixed, "near": random.normal(size=shape)}) for _ in range(2)]
        second = Epochs(second=passes[1])
        return result("validation-random", validation=passes[0], validation_epochs=second)

    def test_neighbours_are_drawn_for_fixed_nodes(self):
        assert self._passes((32, 5, 3)).status == "warn"

    def test_an_image_beside_fixed_facts_is_augmented(self):
        assert self._passes((32, 8, 8, 3)).status == "fail"
