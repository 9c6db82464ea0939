"""The check validation-random, on hand-written records."""

from __future__ import annotations

import numpy as np

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
        assert found.status == "warn"
        assert "map(noisy) draws random numbers, and 0% of 240 examples" in found.message

    def test_shuffled_validation_is_fine(self):
        assert self._judge(a_pass(permuted())).status == "pass"

    def test_other_examples_without_a_draw_are_not_ours(self):
        assert (
            self._judge(a_pass(x=X + 1), with_leaves(chain(a_batch(), a_source()))).status == "pass"
        )


RANDOM = np.random.RandomState(0)


def test_validation_data_that_a_reader_draws():
    passes = [one_pass(RANDOM.normal(size=(32, 4)), np.arange(32) % 3) for _ in range(2)]
    found = result(
        "validation-random", validation=passes[0], validation_epochs=Epochs(second=passes[1])
    )
    assert found.status == "warn"
