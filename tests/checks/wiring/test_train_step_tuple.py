"""The check train-step-tuple: the own train_step unpacks as many parts as elements have."""

from __future__ import annotations

import pytest

from tests.checks.made import normal
from tests.checks.paired import answer, records

ROWS = 64
COLUMN = normal(ROWS, 1)
LABEL = (COLUMN[:, 0] > 0).astype("float32")


class TestTrainStepTuple:
    def _given(self, element, message):
        given = records(element, inputs=[(None, 1)], failure=message)
        given["contract"].custom_train_step = True
        return given

    def test_two_names_for_three_parts(self):
        message = "too many values to unpack (expected 2)"
        found = answer("train-step-tuple", self._given((COLUMN, LABEL, LABEL), message))
        assert found.message.startswith("train_step unpacks 2 parts, and each element has 3")
        assert found.blame == "model"

    @pytest.mark.parametrize("message", ["too many values to unpack (expected 3)", "no gradients"])
    def test_another_failure(self, message):
        assert (
            answer("train-step-tuple", self._given((COLUMN, LABEL, LABEL), message)).status
            == "pass"
        )
