"""cache-endless: a cache holds one copy of the data."""

from __future__ import annotations

import pytest

from tests.checks.made import chain, does_not_apply, node, passes, result


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        ([node("cache"), node("repeat", count=-1)], "for ever"),
        ([node("cache"), node("shuffle"), node("repeat", count=5)], "5 times"),
    ],
)
def test_a_cache_after_a_repeat(nodes, found):
    judged = result("cache-endless", plan=chain(*nodes, node("tensor_slices")))
    assert judged.status == "warn"
    assert found in judged.message


@pytest.mark.parametrize(
    "nodes",
    [[node("repeat", count=-1), node("cache")], [node("cache"), node("repeat", count=1)]],
)
def test_one_copy(nodes):
    passes("cache-endless", plan=chain(*nodes, node("tensor_slices")))


def test_no_cache():
    does_not_apply("cache-endless", plan=chain(node("tensor_slices")))
