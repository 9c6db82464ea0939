"""The checks of labels, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.checks.labels._rules import broadcasts, is_ids, same
from conformance.checks.labels._weights import applies
from tests.checks.made import normal
from tests.checks.paired import failing, records

RANDOM = np.random.RandomState(0)
X = normal(64, 6)
IDS = RANDOM.randint(0, 4, 64)
ROWS = np.eye(4, dtype="float32")[IDS]
BITS = (X[:, :1] > 0).astype("float32")
NUMBERS = X.sum(axis=1, keepdims=True)
HEADS = {"age": (None, 1), "sex": (None, 1)}


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestShapes:
    def test_same_up_to_a_trailing_one(self):
        assert same((24, 1), (24,))
        assert same((24,), (24, 1))
        assert not same((24, 1), (1,))
        assert not same((1,), (3,))

    def test_ids(self):
        assert is_ids((5, 5, 4), (5, 5))
        assert is_ids((4,), ())
        assert not is_ids((4,), (4,))

    def test_broadcasts(self):
        assert broadcasts((), (1,), 32) == (32, 32)
        assert broadcasts((1,), (3,), 8) == (8, 3)
        assert broadcasts((2,), (3,), 8) is None

    @pytest.mark.parametrize(
        ("weight", "loss", "fine"),
        [
            ((), (), True),
            ((1,), (), True),
            ((12,), (), False),
            ((), (12,), True),
            ((12,), (12,), True),
        ],
    )
    def test_weights(self, weight, loss, fine):
        assert applies(weight, loss) is fine


class TestOneRootCause:
    @pytest.mark.parametrize(
        ("y", "loss", "output", "activation", "name"),
        [
            (ROWS, "sparse", (None, 4), "softmax", "label-encoding"),
            (IDS, "categorical", (None, 4), "softmax", "label-encoding"),
            (IDS + 1, "sparse", (None, 4), "softmax", "label-range"),
            (IDS / 4, "sparse", (None, 4), "softmax", "label-fraction"),
            (X[:, :3], "mse", (None, 1), "linear", "label-shape"),
            (np.zeros(64), "binary", (None, 1), "sigmoid", "label-constant"),
            (BITS * 255, "binary", (None, 1), "sigmoid", "label-range"),
            (BITS, "binary", (None, 1), "softmax", "activation-loss"),
            (BITS, "sparse", (None, 1), "sigmoid", "activation-loss"),
            (
                np.where(np.arange(64)[:, None] == 20, np.nan, NUMBERS),
                "mse",
                (None, 1),
                "linear",
                "target-not-finite",
            ),
            (
                np.array(["ant", "bee", "cat", "dog"])[IDS],
                "sparse",
                (None, 4),
                "softmax",
                "label-dtype",
            ),
        ],
    )
    def test_each_sin_fails_once(self, y, loss, output, activation, name):
        given = _given(y, loss, output, activations=[activation])
        assert failing(given, "wiring", "elements", "labels") == [name]

    @pytest.mark.parametrize(
        ("y", "loss", "output", "activation"),
        [
            (IDS, "sparse", (None, 4), "softmax"),
            (ROWS, "categorical", (None, 4), "softmax"),
            (BITS, "binary", (None, 1), "sigmoid"),
            (NUMBERS, "mse", (None, 1), "linear"),
            (X, "mse", (None, 6), "linear"),
        ],
    )
    def test_sound_targets_fail_nowhere(self, y, loss, output, activation):
        given = _given(y, loss, output, activations=[activation])
        assert failing(given, "wiring", "elements", "labels") == []
