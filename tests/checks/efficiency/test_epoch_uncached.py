"""epoch-uncached: no expensive step is repeated in each epoch with the same result."""

from __future__ import annotations

import pytest

from conformance.records import Function
from tests.checks.made import does_not_apply, finds, node, passes
from tests.checks.timed import mapped, records


class TestEpochUncached:
    def test_says_what_a_cache_would_buy(self):
        stages = [("ParallelMapV2", 0.9), ("Shuffle", 0.1)]
        nodes = (node("batch", batch_size=16), node("shuffle", buffer_size=240), mapped())
        found = finds("epoch-uncached", "warn", **records(*nodes, stages=stages))
        assert found.message == (
            "each epoch computes the same 240 examples again: 2.00 s for the pipeline alone, 90% "
            "of it in map(decode); read back from a cache it takes 0.05 s (1 MB of memory); a "
            "batch takes 133 ms to make and 5 ms to train on"
        )
        assert found.fix.startswith("put .cache() after map(decode)")

    @pytest.mark.parametrize(
        "change",
        [
            {"cached": 1.0},
            {"second": 0.1, "cached": 0.01},
            {"step": 0.1},
            {"overhead": 0.5},
        ],
    )
    def test_it_would_buy_too_little(self, change):
        compared = passes("epoch-uncached", **records(mapped(), **change))
        assert "read back from a cache an epoch takes" in compared

    @pytest.mark.parametrize(
        "change", [{"same": False}, {"cached": None}, {"step": None}, {"fit": {"epochs": 1}}]
    )
    def test_nothing_to_compare(self, change):
        does_not_apply("epoch-uncached", **records(mapped(), **change))

    def test_there_is_one(self):
        does_not_apply("epoch-uncached", **records(mapped(), node("cache"), mapped()))

    def test_the_place_is_before_the_random_step(self):
        noise = Function("noise", frozenset({"RandomUniform"}), random=frozenset({"draw:a"}))
        found = finds("epoch-uncached", "warn", **records(node("batch"), mapped(noise), mapped()))
        assert "after map(decode)" in found.fix
