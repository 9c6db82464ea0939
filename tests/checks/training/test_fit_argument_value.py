"""The check fit-argument-value, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import Arguments
from tests.checks.made import contract, environment, result


class TestArgumentValues:
    def _judge(self, generation=3, **fit):
        return result(
            "fit-argument-value", arguments=Arguments(fit), environment=environment(generation)
        )

    def test_no_epoch_is_left(self):
        found = self._judge(epochs=3, initial_epoch=3)
        assert found.message.startswith("fit(epochs=3, initial_epoch=3) trains nothing")
        assert self._judge(epochs=0).status == "fail"

    def test_a_float_raises_on_keras_3(self):
        found = self._judge(steps_per_epoch=200 / 32)
        assert found.status == "fail"
        assert "fit(steps_per_epoch=6.25) raises TypeError" in found.message
        assert self._judge(2, steps_per_epoch=200 / 32).status == "warn"
        assert self._judge(2, epochs=2.0).status == "fail"

    @pytest.mark.parametrize(
        "fit", [{"epochs": 1}, {"epochs": 6, "initial_epoch": 3}, {"steps_per_epoch": 7}]
    )
    def test_passes(self, fit):
        assert self._judge(**fit).status == "pass"

    def test_no_counts_and_a_fit_of_its_own(self):
        assert self._judge().status == "skip"
        given = {"arguments": Arguments({"epochs": 0}), "environment": environment(3)}
        own = contract(own_fit=True)
        assert result("fit-argument-value", contract=own, **given).status == "skip"
