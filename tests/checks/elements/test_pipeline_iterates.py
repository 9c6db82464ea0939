"""The check pipeline-iterates: every element can be read."""

from __future__ import annotations

import pytest

from conformance.records import (
    Build,
    Failure,
    Pass,
)
from tests.checks.paired import answer


class TestIterates:
    def _verdict(self, message):
        elements = Pass(failure=Failure("InvalidArgumentError", message, "elements", 3))
        return answer("pipeline-iterates", {"elements": elements, "build": Build()})

    @pytest.mark.parametrize(
        ("message", "fix"),
        [
            ("Field 0 in record 0 is not a valid float: a", "skip the header"),
            ("Field 1 is required but missing in record!", "record_defaults"),
            ("Expect 3 fields but have 1 in record 0", "field_delim"),
            ("Cannot add tensor to the batch: number of elements does not match.", "padded_batch"),
            ("corrupted record at 0 (Is this even a TFRecord file?)", "compression_type"),
            ("Key: y. Data types don't match. Expected type: int64", "cast after parsing"),
            ("`generator` yielded an element of shape (28, 28) where", "output_signature"),
            (
                '/tmp/Tensor("args_0:0", shape=(), dtype=string).png; No such file',
                "tf.strings.join",
            ),
            ("/data/a.png; No such file or directory", "check the path"),
        ],
    )
    def test_names_the_fix(self, message, fix):
        found = self._verdict(message)
        assert fix in found.fix
        assert found.where == "batch 3"

    def test_speaks_of_getitem_for_a_sequence(self):
        elements = Pass(failure=Failure("ValueError", "boom", "elements", 3))
        found = answer("pipeline-iterates", {"elements": elements, "build": Build(kind="sequence")})
        assert found.message == "`__getitem__(3)` raises: ValueError: boom"

    def test_passes(self):
        assert answer("pipeline-iterates", {"elements": Pass()}).status == "pass"
