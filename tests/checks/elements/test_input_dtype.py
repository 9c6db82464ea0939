"""The check input-dtype: strings reach string inputs, numbers numeric ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
Y = (X[:, :1] > 0).astype("float32")
ONE = [(None, 6)]


class TestInputDtype:
    TEXT = np.array([["1.5"] * 6] * 64)

    def test_text_into_numbers(self):
        found = answer(
            "input-dtype", records((self.TEXT, Y), inputs=ONE, failure="Cast string to float")
        )
        assert found.message.startswith("x holds strings and the input `a` takes float32")

    def test_numbers_into_text(self):
        given = records((X, Y), inputs=ONE)
        pair = given["pairing"].pairs[0]
        given["pairing"].pairs[0] = replace(pair, input=replace(pair.input, dtype="string"))
        assert answer("input-dtype", given).expected == "string"

    def test_fractions_into_integers(self):
        given = records((np.abs(X), Y), inputs=ONE)
        pair = given["pairing"].pairs[0]
        given["pairing"].pairs[0] = replace(pair, input=replace(pair.input, dtype="int32"))
        assert "Keras casts them" in answer("input-dtype", given).message
        whole = records((np.floor(X), Y), inputs=ONE)
        whole["pairing"].pairs[0] = replace(
            whole["pairing"].pairs[0], input=replace(pair.input, dtype="int32")
        )
        assert answer("input-dtype", whole).status == "pass"

    def test_a_model_that_declares_nothing(self):
        given = records((self.TEXT, Y), failure="Cast string to float is not supported")
        assert answer("input-dtype", given).where == "x"
        assert answer("input-dtype", records((self.TEXT, Y))).status == "pass"
