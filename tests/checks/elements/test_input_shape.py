"""The check input-shape: components have the rank and axes of their inputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conformance.records import (
    Leaf,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
Y = (X[:, :1] > 0).astype("float32")


def _leaf(path="x", shape=(None, 6), dtype="float32", kind="dense", role="x"):
    return Leaf(path, shape, dtype, kind, role)


class TestInputShape:
    def test_too_few_columns(self):
        found = answer(
            "input-shape", records((X, Y), inputs=[(None, 7)], failure="Invalid input shape")
        )
        assert found.message == (
            "x is (None, 6) and the input `a` takes (None, 7): ValueError: Invalid input shape"
        )

    def test_where_this_keras_trains_all_the_same(self):
        found = answer("input-shape", records((X, Y), inputs=[(None, 7)]))
        assert (found.status, "fit runs all the same" in found.message) == ("fail", True)

    def test_finds_the_batch_whose_spec_was_open(self):
        given = records((X, Y), inputs=[(None, 6)], failure="boom")
        given["pairing"].pairs[0] = replace(
            given["pairing"].pairs[0], component=_leaf(shape=(None, None))
        )
        given["elements"].components[0].shapes[2] = (16, 5)
        assert answer("input-shape", given).where == "x, batch 2"

    @pytest.mark.parametrize(
        ("data", "wanted"),
        [
            (X, (None, 6)),
            (X, (None, None)),
            (X, (None, 6, 1)),
            (X[..., None], (None, 6)),
            (X[:, 0], (None, 1)),
            (X[:, :1], (None,)),
        ],
    )
    def test_keras_adjusts_a_trailing_axis_of_one(self, data, wanted):
        assert (
            answer("input-shape", records((data, Y), inputs=[wanted], failure="x")).status == "pass"
        )

    @pytest.mark.parametrize(
        ("shape", "fix"),
        [
            ((8, 8, 4), "decode with `channels=3`"),
            ((3, 8, 8), "channels come last"),
            ((9, 9, 3), "resize to the size of the model"),
            ((8, 3), "yield (None, 8, 8, 3)"),
        ],
    )
    def test_fixes_for_images(self, shape, fix):
        images = np.zeros((16, *shape), "float32")
        found = answer(
            "input-shape", records((images, Y[:16]), inputs=[(None, 8, 8, 3)], ran=False)
        )
        assert found.fix.startswith(fix)
