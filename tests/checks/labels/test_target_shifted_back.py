"""The check target-shifted-back: the target of each step is not the input of the step before."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import contract, layer, one_pass, result, targets

RANDOM = np.random.RandomState(0)
TEXT = RANDOM.randint(0, 9, (40, 13))
READER = (layer("Embedding"), layer("GRU"), layer("Dense"))


def _next(x, y, *layers, **facts):
    model = contract(*(layers or READER), **facts)
    given = dict(targets=targets("sparse_categorical_crossentropy", 9), contract=model)
    return result("target-shifted-back", elements=one_pass(x, y), **given)


class TestTargetShiftedBack:
    @pytest.mark.parametrize(
        ("x", "y"),
        [(TEXT[:, 1:], TEXT[:, :-1]), (TEXT, np.roll(TEXT, 1, axis=1))],
        ids=["exchanged", "rolled"],
    )
    def test_the_id_before(self, x, y):
        assert _next(x, y).status == "fail"

    def test_an_echo(self):
        y = np.concatenate([np.zeros((40, 1), int), TEXT[:, :-1]], axis=1)
        assert _next(TEXT, y).status == "warn"

    def test_layers_of_ones_own(self):
        layers = layer("Embedding"), layer("Backwards", keras_own=False), layer("Dense")
        assert _next(TEXT[:, 1:], TEXT[:, :-1], *layers).status == "warn"

    @pytest.mark.parametrize(
        ("x", "y"),
        [
            (TEXT[:, :-1], TEXT[:, 1:]),
            (TEXT, TEXT),
            (np.tile([[1, 2, 3, 4, 1, 2], [5, 6, 7, 8, 5, 6]], (20, 1)), TEXT[:, :6]),
            (np.tile([1, 2], (40, 4)) + 2 * (np.arange(40) % 2)[:, None],) * 2,
            (np.repeat(np.arange(40)[:, None] % 9, 12, axis=1),) * 2,
            (TEXT[:, 1:] % 2, TEXT[:, :-1] % 2),
        ],
        ids=["the next", "the same", "other", "period two", "constant", "bits"],
    )
    def test_other_targets(self, x, y):
        assert _next(x, y).status == "pass"

    def test_of_period_two_the_id_before_is_the_next(self):
        x = np.stack([np.tile([i % 7, 7 + i % 5], 6) for i in range(40)])
        assert _next(x, np.roll(x, 1, axis=1)).status == "pass"

    def test_a_squeezed_sequence(self):
        layers = (*READER[:2], layer("RepeatVector"), layer("Dense"))
        assert _next(TEXT[:, 1:], TEXT[:, :-1], *layers).status == "skip"

    def test_two_inputs(self):
        features = {"a": TEXT[:, 1:], "b": TEXT[:, :-1]}
        given = dict(targets=targets("sparse_categorical_crossentropy", 9))
        found = result(
            "target-shifted-back",
            elements=one_pass(features, TEXT[:, :-1]),
            contract=contract(*READER),
            **given,
        )
        assert found.status in ("pass", "skip")
