"""The check input-kind: ragged and sparse components meet inputs made for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records import (
    Leaf,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
Y = (X[:, :1] > 0).astype("float32")
ONE = [(None, 6)]


def _leaf(path="x", shape=(None, 6), dtype="float32", kind="dense", role="x"):
    return Leaf(path, shape, dtype, kind, role)


class TestInputKind:
    def _given(self, kind, failure="refused", wanted="dense"):
        given = records((X, Y), inputs=ONE, failure=failure)
        given["spec"].leaves[0] = _leaf(kind=kind)
        pair = given["pairing"].pairs[0]
        given["pairing"].pairs[0] = replace(
            pair, component=_leaf(kind=kind), input=replace(pair.input, kind=wanted)
        )
        return given

    @pytest.mark.parametrize(
        ("kind", "fix"), [("ragged", "to_tensor"), ("sparse", "FixedLenFeature")]
    )
    def test_refused(self, kind, fix):
        assert fix in answer("input-kind", self._given(kind)).fix

    def test_taken_or_declared(self):
        assert answer("input-kind", self._given("ragged", failure="")).status == "pass"
        assert answer("input-kind", self._given("ragged", wanted="ragged")).status == "pass"
        assert answer("input-kind", self._given("dense")).status == "skip"
