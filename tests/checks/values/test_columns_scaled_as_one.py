"""columns-scaled-as-one: each column of a table is scaled by its own mean and deviation."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.results import NOT_APPLICABLE
from tests.checks.made import contract, layer, one_pass, pairing, result

RANDOM = np.random.RandomState(0)


def _table(name, x, *layers):
    layers = layers or (layer("Dense"),)
    return result(name, elements=one_pass(x), contract=contract(*layers), pairing=pairing("x"))


MEAN, DEVIATION = np.array([7, 0.3, 1, 3.2, 140, 0.05]), np.array([0.9, 0.1, 0.003, 0.15, 40, 0.02])


WINES = MEAN + DEVIATION * RANDOM.normal(size=(300, 6))


def _scaled(x, axis=None):
    with np.errstate(invalid="ignore"):
        return np.nan_to_num((x - x.mean(axis=axis)) / x.std(axis=axis)).astype("float32")


def _pixels():
    x = np.zeros((300, 64))
    x[:, 20:40] = 255 * RANDOM.uniform(size=(300, 20))
    x[:, :20][RANDOM.uniform(size=(300, 20)) < 0.02] = 3
    return x


class TestColumnsScaledAsOne:
    def test_one_mean_for_all(self):
        found = _table("columns-scaled-as-one", _scaled(WINES))
        assert found.status == "fail"
        assert "of its 6 columns" in found.message

    @pytest.mark.parametrize(
        ("x", "status"),
        [
            (_scaled(WINES, axis=0), "pass"),
            (_scaled(WINES * [1, 1, 1, 1, 0.05, 1]), "pass"),
            (_scaled(_pixels()), "skip"),
            (_scaled(np.repeat(_pixels(), 4, axis=1)), "skip"),
            (_scaled(np.repeat(WINES, 3, axis=1)), "skip"),
            (_scaled(np.eye(6)[RANDOM.randint(0, 6, 300)]), "pass"),
            (_scaled(RANDOM.normal(size=(300, 6)) * [30, 0.1, 0.1, 0.01, 0.05, 0.02]), "pass"),
            (_scaled(np.column_stack([WINES[:, 4], *(RANDOM.randint(0, 2, (4, 300)))])), "pass"),
        ],
        ids=["each", "alike", "pixels", "wide", "a curve", "one-hot", "rotated", "flags"],
    )
    def test_other_tables(self, x, status):
        assert _table("columns-scaled-as-one", x).status == status

    def test_a_layer_normalises(self):
        layers = layer("BatchNormalization"), layer("Dense")
        assert _table("columns-scaled-as-one", _scaled(WINES), *layers).kind == NOT_APPLICABLE
