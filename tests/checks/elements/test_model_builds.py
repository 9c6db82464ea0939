"""The check model-builds: the model can be built."""

from __future__ import annotations

from conformance.records import (
    Failure,
    Forward,
)
from tests.checks.paired import answer


class TestModelBuilds:
    def test_blames_the_model(self):
        failure = Failure(
            "ValueError", "The last dimension should be defined. Found None.", "model"
        )
        found = answer("model-builds", {"forward": Forward(failure=failure)})
        assert found.blame == "model"
        assert "output_sequence_length" in found.fix

    def test_a_failing_call_is_another_check(self):
        failure = Failure("ValueError", "x", "forward")
        assert answer("model-builds", {"forward": Forward(failure=failure)}).status == "pass"
