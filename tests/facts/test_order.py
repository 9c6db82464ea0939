"""What comes after what: the rows of the table, and the matcher."""

from __future__ import annotations

import pytest

from conformance.facts.order import KINDS, TABLE, order_of
from conformance.records import Function, Node
from tests.checks.made import chain, node


def shuffle(**attributes) -> Node:
    return node("shuffle", buffer_size=9, **attributes)


def fixed() -> Node:
    return shuffle(reshuffle_each_iteration=False)


def found(name: str, *nodes: Node):
    return order_of(chain(*nodes))[name]


def test_every_kind_of_the_table_is_known_and_every_known_kind_is_used():
    used = {step.lstrip("-") for row in TABLE.values() for step in row}
    assert used == set(KINDS)


def test_a_shuffle_before_a_cache():
    cache, mixed, rows = node("cache"), shuffle(), node("tensor_slices")
    assert found("a shuffle before a cache", node("batch"), cache, mixed, rows) == [(mixed, cache)]
    assert not found("a shuffle before a cache", node("batch"), shuffle(), node("cache"), rows)
    assert not found("a shuffle before a cache", shuffle(), node("cache"), shuffle(), rows)
    assert not found("a shuffle before a cache", node("cache"), fixed(), rows)


def test_the_cache_nearest_to_the_model_is_meant():
    near, far, one, two = node("cache"), node("cache"), shuffle(), shuffle()
    matches = found("a shuffle before a cache", near, one, far, two)
    assert matches == [(one, near), (two, near)]


def test_what_lies_between_counts():
    series = [node("window"), node("map"), shuffle(), node("range")]
    assert found("a shuffle before a window", *series)
    files = [node("window"), node("flat_map"), shuffle(), node("range")]
    assert not found("a shuffle before a window", *files)


def test_nothing_upstream_of_the_first_node():
    mixed, formed = shuffle(), node("batch")
    assert found("a shuffle of batches", mixed, formed, fixed()) == [(formed, mixed)]
    assert not found("a shuffle of batches", shuffle(), node("batch"), node("map"), shuffle())
    inside = node("interleave", function=Function("f", datasets=frozenset({"ShuffleDatasetV3"})))
    assert not found("a shuffle of batches", shuffle(), node("batch"), inside)
    again = [shuffle(), node("unbatch"), node("batch")]
    assert not found("a shuffle of batches", *again)


def test_the_branches_of_a_zip_are_read_each():
    mixed, formed = shuffle(), node("batch")
    part = chain(mixed, formed, node("tensor_slices")).root
    whole = chain(node("map"), node("zip", inputs=[node("tensor_slices"), part]))
    assert order_of(whole)["a shuffle of batches"] == [(formed, mixed)]
    assert not order_of(whole)["a shuffle of rows"]


@pytest.mark.parametrize("count", [-1, 2])
def test_repeat_before_shuffle(count):
    formed, mixed = node("batch"), shuffle()
    repeat = node("repeat", count=count)
    line = [node("prefetch"), formed, mixed, node("map"), repeat, node("tensor_slices")]
    assert found("repeat before shuffle", *line) == [(repeat, mixed, formed)]
    once = node("repeat", count=1)
    assert not found("repeat before shuffle", node("batch"), shuffle(), once, node("range"))


def test_a_chain_longer_than_the_stack_of_python():
    whole = chain(*[node("map") for _ in range(20_000)], shuffle(), node("range"))
    assert len(order_of(whole)["a shuffle of rows"]) == 1
