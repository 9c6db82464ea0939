"""The check classes-unmixed, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.classes import classes_of
from conformance.facts.mixing import labels_of, mixing_of
from conformance.records import Pass
from tests.checks.made import (
    chain,
    component,
    contract,
    node,
    normal,
    result,
    targets,
)
from tests.checks.randomness.made import X, a_batch, a_pass, a_shuffle, a_source


class TestMixing:
    SORTED = np.sort(np.arange(240) % 4)

    def _judge(self, labels, plan=None, **other):
        x = normal(len(labels))
        return result("classes-unmixed", elements=a_pass(x=x, y=labels), plan=plan, **other)

    def test_sorted_rows(self):
        found = self._judge(self.SORTED, chain(a_batch(), a_shuffle(10), a_source()))
        assert found.status == "fail"
        assert found.message == (
            "12 of 15 batches hold a single class of y: a batch of 16 holds 1.2 of 4 classes on "
            "average, a random one would hold 4.0 (the chance of so few in rows of a random order is "
            "below 7e-96); shuffle(10) mixes only neighbours: its buffer "
            "is small against 240 examples"
        )

    def test_the_cause_is_read_from_the_plan(self):
        assert "nothing shuffles" in self._judge(self.SORTED, chain(a_batch(), a_source())).message
        late = chain(a_shuffle(), a_batch(), a_source())
        assert "comes after the batches are made" in self._judge(self.SORTED, late).message

    @pytest.mark.parametrize("seed", range(20))
    def test_shuffled_rows_pass_whatever_the_balance(self, seed):
        random = np.random.RandomState(seed)
        share = random.choice([0.01, 0.05, 0.3, 0.5])
        judged = self._judge((random.uniform(size=240) < share).astype(int))
        assert judged.status in ("pass", "skip"), judged.message

    def test_numbers_are_no_classes(self):
        sorted_prices = np.sort(np.random.RandomState(0).randint(0, 10, 240))
        judged = self._judge(sorted_prices, targets=targets("mean_squared_error"))
        assert judged.status == "skip"

    def test_a_stateful_model_wants_its_order(self):
        assert self._judge(self.SORTED, contract=contract(stateful=True)).status == "skip"

    def test_windows_only_warn(self):
        windows = chain(a_batch(), node("window", 240), a_source())
        assert self._judge(self.SORTED, windows).status == "warn"

    @staticmethod
    def _labels(array, loss=None):
        made = component("y", array, role="y")
        return labels_of(made, classes_of(Pass(components=[made])), loss)

    def test_one_hot_and_strings_are_classes(self):
        assert self._labels(np.eye(4)[self.SORTED]).tolist() == self.SORTED.tolist()
        names = np.array([b"cat", b"dog"] * 120, object)
        assert set(self._labels(names).tolist()) == {0, 1}

    def test_multi_hot_images_and_fractions_are_not(self):
        assert self._labels(np.ones((240, 4))) is None
        assert self._labels(np.zeros((240, 8, 8))) is None
        assert self._labels(X[:, 0]) is None
        assert self._labels(np.arange(240) % 100) is None
        known = self._labels(np.arange(240) % 100, "sparse_categorical_crossentropy")
        assert len(known) == 240

    def test_the_probability_is_that_of_the_permutations(self):
        seeds = [np.random.RandomState(seed).permutation(240) % 4 for seed in range(200)]
        order = np.arange(240) // 16
        found = np.array([mixing_of("y", ids, order).probability for ids in seeds])
        assert 0.4 < found.mean() < 0.6
        assert (found < 0.05).mean() < 0.1
        assert found.min() > 1e-4

    def test_concentration_is_one_for_pure_batches_and_none_for_few(self):
        order = np.arange(240) // 16
        pure = mixing_of("y", order % 4, order)
        assert pure.concentration == pytest.approx(1.0)
        assert pure.single == 15
        assert mixing_of("y", np.arange(48) % 4, np.arange(48) // 16) is None
