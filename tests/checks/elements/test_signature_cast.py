"""The check signature-cast: from_generator keeps the values the generator yields."""

from __future__ import annotations

from dataclasses import replace

from conformance.records import (
    GeneratorYield,
    Tracing,
)
from tests.checks.paired import answer


class TestSignatureCast:
    YIELD = GeneratorYield("item[0]", "int32", "float64", "0.7", "0", True)

    def test_quotes_the_value(self):
        found = answer("signature-cast", {"tracing": Tracing(yields=[self.YIELD])})
        assert "the generator yields 0.7, the data set holds 0" in found.message

    def test_a_harmless_cast_passes(self):
        harmless = replace(self.YIELD, lossy=False)
        assert answer("signature-cast", {"tracing": Tracing(yields=[harmless])}).status == "pass"
