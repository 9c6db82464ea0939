"""arrays-embedded: no large array is a constant of the pipeline's graph."""

from __future__ import annotations

from conformance.records import Build, Function
from tests.checks.made import chain, node, passes, result

DECODE = Function("decode", frozenset({"DecodePng"}))


def _map(function=DECODE):
    return node("map", function=function)


class TestEmbedded:
    def test_a_table_inside_a_function(self):
        look_up = Function("look_up", constant_bytes=8 * 2**20)
        found = result("arrays-embedded", build=Build(), plan=chain(_map(look_up), node("range")))
        assert found.message.startswith("8 MB of NumPy arrays used inside map(look_up)")

    def test_a_small_table(self):
        small = Function("look_up", constant_bytes=2**20)
        passes("arrays-embedded", build=Build(), plan=chain(_map(small)))

    def test_a_source_of_a_gigabyte(self):
        found = result("arrays-embedded", build=Build(embedded_bytes=2**30))
        assert "1.0 GB of arrays are constants of the pipeline" in found.message
