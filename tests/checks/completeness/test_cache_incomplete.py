"""The check cache-incomplete, on hand-written records."""

from __future__ import annotations

from tests.checks.made import chain, node, result


def test_cache_read_in_part():
    source = node("tensor_slices", 200)
    found = result(
        "cache-incomplete", plan=chain(node("take", 160, count=160), node("cache", 200), source)
    )
    assert found.fix == ".take(160).cache()"
    whole = chain(node("take", 200, count=300), node("cache", 200), node("tensor_slices", 200))
    assert result("cache-incomplete", plan=whole).status == "pass"
    right = chain(node("cache", 160), node("take", 160, count=160), node("tensor_slices", 200))
    assert result("cache-incomplete", plan=right).status == "skip"
