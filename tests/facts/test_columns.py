"""The facts of numbers: tables, images, chances, and the loss of a fresh model."""

from __future__ import annotations

import itertools
from math import factorial

import numpy as np
import pytest

from conformance.facts import chance
from conformance.facts.columns import KEPT, Columns, measured, nearly_standardised, standardised
from conformance.facts.fresh_loss import fresh_loss_of
from conformance.facts.images import image_of, images_of
from conformance.facts.meeting import UNKNOWN_MODEL, meetings_of
from conformance.records import Training
from tests.checks.made import component, contract, layer, normal, one_pass, pairing, targets


class TestColumns:
    def test_a_table_is_made_once(self):
        columns = Columns(one_pass(normal()))
        assert columns.of("x") is columns.of("x")
        assert columns.of("x").rows.dtype == np.float64
        assert columns.of("z") is None

    def test_a_large_one_is_made_again(self):
        columns = Columns(one_pass(np.zeros((KEPT // 100 + 1, 100), "float32"), batch=4096))
        assert columns.of("x") is not columns.of("x")

    def test_sequences_have_the_columns_of_their_last_axis(self):
        table = Columns(one_pass(normal(60, 6).reshape(60, 3, 2))).of("x")
        assert (table.rows.shape, table.columns.shape) == ((60, 6), (180, 2))

    @pytest.mark.parametrize(
        "x", [np.full((8, 1), np.nan), np.array([["a"]] * 8), np.zeros((8, 1), bool)]
    )
    def test_what_is_no_measurement(self, x):
        assert measured(one_pass(x)) == []

    def test_rows_scaled_by_their_own_numbers(self):
        x = normal().astype(np.float64)
        own = (x - x.mean(0)) / x.std(0)
        assert standardised([own]) < -7
        assert standardised([own[:200]]) is None
        assert nearly_standardised(float(own[:200].mean()), float(own[:200].std()))


class TestImages:
    @pytest.mark.parametrize(
        ("shape", "first"), [((8, 8, 6, 3), False), ((8, 3, 8, 6), True), ((8, 8, 6, 1), False)]
    )
    def test_channels_at_either_end(self, shape, first):
        image = image_of(component("x", np.zeros(shape)))
        assert (image.height, image.width, image.first) == (8, 6, first)

    @pytest.mark.parametrize("shape", [(8, 8), (8, 8, 8, 2), (8, 3, 3, 3)])
    def test_what_is_none(self, shape):
        assert images_of(one_pass(np.zeros(shape))) == {}


class TestChance:
    def test_runs_are_counted_exactly(self):
        ones, zeros, few = 4, 5, 3
        orders = list(itertools.combinations(range(ones + zeros), ones))
        rows = [[i in order for i in range(ones + zeros)] for order in orders]
        hits = sum(1 + int((np.diff(np.array(row) * 1) != 0).sum()) <= few for row in rows)
        assert len(rows) == factorial(9) // factorial(4) // factorial(5)
        assert chance.few_runs(ones, zeros, few) == pytest.approx(np.log10(hits / len(rows)))

    def test_arrangements(self):
        assert chance.arrangements([2, 1]) == pytest.approx(np.log10(3))

    def test_ranks_far_apart_and_alike(self):
        assert chance.apart(np.arange(50.0), np.arange(50.0) + 100) < -15
        assert chance.apart(np.arange(50.0), np.arange(50.0) + 0.5) > -1
        assert chance.apart(np.zeros(50), np.zeros(50)) > -1

    def test_false_alarms_of_ranks_are_as_rare_as_said(self):
        random = np.random.RandomState(0)
        said = [chance.apart(random.normal(size=40), random.normal(size=30)) for _ in range(2000)]
        assert np.mean(np.array(said) < -1) == pytest.approx(0.1, abs=0.02)

    def test_a_far_tail_has_a_number(self):
        assert chance.upper(29.9) > chance.upper(30.1) > chance.upper(100.0)
        assert chance.text(-7.4) == "below 1e-7"


class TestFreshLoss:
    def test_is_held_against_a_blind_guess(self):
        y = np.full((64, 1), 2.0, "float32")
        found = fresh_loss_of(
            Training(initial_loss=40.0, losses=[8.0]),
            targets("mean_squared_error"),
            one_pass(normal(64), y),
        )
        assert (found.loss, found.before, found.trained) == (40.0, 10.0, 2.0)

    def test_unknown_under_a_loss_that_is_not_known(self):
        found = fresh_loss_of(
            Training(initial_loss=40.0), targets("mine"), one_pass(normal(64), normal(64))
        )
        assert found.before is None


def test_without_a_model_nothing_is_known_of_what_is_met():
    assert UNKNOWN_MODEL.of("x").state == "unknown"
    assert meetings_of(contract(layer("Dense")), pairing()).of("x").state == "raw"
