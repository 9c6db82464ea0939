"""The check augmentation-frozen, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import (
    Epochs,
    Function,
)
from tests.checks.made import (
    chain,
    node,
    result,
)
from tests.checks.randomness.made import FROZEN, X, a_batch, a_draw, a_pass, a_source, with_leaves


class TestAugmentationFrozen:
    def _judge(self, plan, epochs=FROZEN):
        return result("augmentation-frozen", plan=plan, elements=a_pass(), epochs=epochs)

    def test_a_cache_after_the_draw(self):
        plan = with_leaves(chain(a_batch(), node("cache"), a_draw(), a_source()))
        found = self._judge(plan)
        assert found.status == "fail"
        assert found.fix == "put cache() before map(noisy)"
        assert "all 240 examples are the same in both passes" in found.message

    def test_a_cache_before_the_draw(self):
        other = Epochs(second=a_pass(x=X + 1))
        assert (
            self._judge(
                with_leaves(chain(a_batch(), a_draw(), node("cache"), a_source())), other
            ).status
            == "pass"
        )

    def test_made_up_data_may_be_cached(self):
        plan = with_leaves(chain(a_batch(), node("cache"), a_draw(), a_source()))
        for one in plan.nodes():
            one.origins = [frozenset(), frozenset()]
        assert self._judge(plan).status == "skip"

    def test_noise_on_the_targets_alone_is_no_augmentation(self):
        assert (
            self._judge(
                with_leaves(chain(a_batch(), node("cache"), a_draw(), a_source()), role="y")
            ).status
            == "skip"
        )

    def test_a_constant_stateless_seed(self):
        key = "stateless:const 0102"
        found = self._judge(with_leaves(chain(a_batch(), a_draw(key), a_source()), key))
        assert found.status == "fail"
        assert "constant seed" in found.message

    @pytest.mark.parametrize(("again", "found"), [(None, "warn"), (False, "warn"), (True, "pass")])
    def test_seeds_of_dataset_random_repeat_each_epoch(self, again, found):
        key = "stateless:argument 2@map"
        numbers = node("random", rerandomize_each_iteration=again)
        plan = with_leaves(chain(a_batch(), a_draw(key), a_source(), numbers), key)
        assert self._judge(plan).status == found

    def test_seeds_that_are_counted_are_meant(self):
        key = "stateless:argument 2@map"
        plan = with_leaves(chain(a_batch(), a_draw(key), a_source(), node("range")), key)
        assert self._judge(plan).status == "pass"

    def test_an_op_seed_repeats_each_epoch(self):
        key = "seeded:RandomUniform:(0, 4)"
        found = self._judge(with_leaves(chain(a_batch(), a_draw(key), a_source()), key))
        assert found.status == "warn"

    def test_another_augmentation_after_the_cache_leaves_a_warning(self):
        plan = with_leaves(chain(a_batch(), a_draw(), node("cache"), a_draw(), a_source()))
        assert self._judge(plan, Epochs(second=a_pass(x=X + 1))).status == "warn"

    def test_python_code_that_a_cache_freezes_shows_in_a_second_build(self):
        step = node("map", function=Function("jitter", python=frozenset({"PyFunc"})))
        plan = chain(a_batch(), node("cache"), step, a_source())
        rebuilt = a_pass(x=X + 1)
        found = self._judge(plan, Epochs(second=a_pass(), rebuilt=rebuilt))
        assert found.status == "fail"
        assert found.where == "map(jitter)"
        assert self._judge(plan, Epochs(second=a_pass(), rebuilt=a_pass())).status == "pass"
