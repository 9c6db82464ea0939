"""The check split-exchanged: the targets of training are not the inputs of validation."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import one_pass, result

RANDOM = np.random.RandomState(0)
X = RANDOM.uniform(0, 2, 160)
Y = 6 + X + 0.1 * RANDOM.normal(size=160)


def _halves(x_train, y_train, x_held, y_held):
    given = dict(elements=one_pass(x_train, y_train), validation=one_pass(x_held, y_held))
    return result("split-exchanged", **given)


class TestSplitExchanged:
    def test_both_x_are_returned_first(self):
        found = _halves(X[:80], X[80:], Y[:80], Y[80:])
        assert found.status == "fail"
        assert "have nothing to do with each other" in found.message

    @pytest.mark.parametrize(
        "parts",
        [
            (X[:80], Y[:80], X[80:], Y[80:]),
            (X[:80], X[:80] + 0.01, Y[80:], Y[80:] + 0.01),
            (X[:80], X[80:], X[80:], X[:80]),
            (X[:40], X[40:80], Y[:40], Y[40:80]),
            (np.round(X[:80]), np.round(X[80:]), np.round(Y[:80]), np.round(Y[80:])),
            (X[:80, None].repeat(2, 1), X[80:, None].repeat(2, 1), Y[:80], Y[80:]),
            (X[:80], X[80:], Y[:60], Y[80:140]),
        ],
        ids=[
            "as named",
            "a rising series",
            "noise",
            "few rows",
            "classes",
            "two columns",
            "no halves",
        ],
    )
    def test_other_splits(self, parts):
        assert _halves(*parts).status in ("pass", "skip")
