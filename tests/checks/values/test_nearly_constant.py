"""nearly-constant: no column varies by rounding alone."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.results import NOT_APPLICABLE
from tests.checks.made import contract, layer, one_pass, pairing, result

RANDOM = np.random.RandomState(0)


NOISE = RANDOM.normal(size=(400, 4)).astype("float32")


def _table(name, x, *layers):
    layers = layers or (layer("Dense"),)
    return result(name, elements=one_pass(x), contract=contract(*layers), pairing=pairing("x"))


HOURS = RANDOM.randint(0, 24, 300)


def _cyclic(period):
    angle = (2 * np.pi * HOURS / period).astype("float32")
    return np.stack([np.sin(angle), np.cos(angle), NOISE[:300, 0]], axis=1).astype("float32")


PEOPLE = np.abs(RANDOM.normal([40, 30, 50000], [12, 6, 9000], (300, 3))) + 1


LENGTHS = np.linalg.norm(PEOPLE, axis=1, keepdims=True)


class TestNearlyConstant:
    def test_sine_of_whole_turns(self):
        found = _table("nearly-constant", _cyclic(1))
        assert found.status == "warn"
        assert "sin and cos of 2 pi times whole numbers" in found.message

    def test_turns_in_float64(self):
        angle = 2 * np.pi * HOURS
        x = np.stack([np.sin(angle), np.cos(angle), NOISE[:300, 0]], axis=1).astype("float32")
        assert _table("nearly-constant", x).status == "warn"

    def test_rows_of_length_one(self):
        found = _table("nearly-constant", (PEOPLE / LENGTHS).astype("float32"))
        assert found.status == "warn"
        assert "length (L2 norm) 1" in found.message

    def test_directions_are_of_length_one_by_nature(self):
        tilts = np.column_stack([np.ones(400), 0.003 * NOISE[:, :3]])
        turned = (tilts / np.linalg.norm(tilts, axis=1, keepdims=True)).astype("float32")
        beside = {"pose": turned, "speed": NOISE}
        model = contract(layer("Dense", inputs=(0, 1)), inputs=[(None, 4)] * 2)
        paths = pairing("x['pose']", "x['speed']")
        found = result("nearly-constant", elements=one_pass(beside), contract=model, pairing=paths)
        assert found.status == "warn"
        assert "unless they are directions" in found.message

    def test_a_column_that_hardly_varies(self):
        x = np.column_stack([NOISE, 3 + 1e-5 * NOISE[:, 0]]).astype("float32")
        assert _table("nearly-constant", x).status == "warn"

    @pytest.mark.parametrize(
        "x",
        [
            _cyclic(24),
            np.column_stack([NOISE, np.ones(400)]).astype("float32"),
            np.column_stack([NOISE, 1e-5 * NOISE[:, 0]]).astype("float32"),
            np.column_stack([NOISE, np.ones(400), 1e-5 * NOISE[:, 0]]).astype("float32"),
            (NOISE / np.linalg.norm(NOISE, axis=1, keepdims=True)).astype("float32"),
            np.eye(5, dtype="float32")[RANDOM.randint(0, 5, 300)],
            (1e-5 * RANDOM.randint(-3, 4, (300, 2))).astype("float32"),
        ],
        ids=[
            "a day",
            "ones",
            "a small column",
            "small beside ones",
            "unit",
            "one-hot",
            "all small",
        ],
    )
    def test_other_tables(self, x):
        assert _table("nearly-constant", x).status == "pass"

    def test_a_layer_normalises(self):
        layers = layer("Normalization"), layer("Dense")
        assert _table("nearly-constant", _cyclic(1), *layers).kind == NOT_APPLICABLE

    def test_features_of_one_number(self):
        x = _cyclic(1)
        features = {name: x[:, [i]] for i, name in enumerate(("sin", "cos", "temp"))}
        paths = [f"x[{name!r}]" for name in features]
        model = contract(layer("Dense", inputs=(0, 1, 2)), inputs=[(None, 1)] * 3)
        found = result(
            "nearly-constant",
            elements=one_pass(features),
            contract=model,
            pairing=pairing(*paths),
        )
        assert "x['sin']" in found.message
