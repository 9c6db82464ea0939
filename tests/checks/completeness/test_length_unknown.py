"""The check length-unknown, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    Build,
    Failure,
)
from tests.checks.made import result


class TestLengthUnknown:
    def test_len_of_a_filtered_data_set(self):
        failure = Failure(
            "TypeError",
            "The dataset length is unknown.",
            "build",
            frames=("data.py:12 in make_dataset",),
            functions=("make_dataset", "__len__"),
        )
        found = result("length-unknown", build=Build(failure=failure))
        assert "at data.py:12 in make_dataset" in found.message

    def test_other_failures_are_not_its_question(self):
        failure = Failure("TypeError", "unsupported operand", "build", functions=("make_dataset",))
        assert result("length-unknown", build=Build(failure=failure)).status == "skip"
        assert result("length-unknown", build=Build()).status == "pass"
