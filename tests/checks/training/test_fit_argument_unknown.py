"""The check fit-argument-unknown, on hand-written records."""

from __future__ import annotations

from conformance.records import Arguments
from tests.checks.made import contract, environment, result

ACCEPTED = frozenset({"epochs", "batch_size", "validation_split"})


class TestArguments:
    def _unknown(self, given, **model):
        return result(
            "fit-argument-unknown",
            arguments=Arguments(given, ACCEPTED),
            environment=environment(3),
            contract=contract(**model),
        )

    def test_what_keras_3_moved_to_the_constructor(self):
        found = self._unknown({"workers": 4, "epochs": 2})
        assert found.status == "fail"
        assert found.message == (
            "fit(workers=4) raises TypeError: fit of Keras 3.15.1 has no parameter `workers`"
        )
        assert "super().__init__(workers=...)" in found.fix
        assert found.blame == "environment"

    def test_an_argument_of_no_keras(self):
        assert self._unknown({"nb_epoch": 4}).blame == "pipeline"

    def test_known_arguments_and_a_fit_of_its_own(self):
        assert self._unknown({"epochs": 2}).status == "pass"
        assert self._unknown({"nb_epoch": 4}, own_fit=True).status == "skip"
