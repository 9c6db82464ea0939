"""What is given to a check is as it was afterwards: attributes, containers, arrays, variables."""

from __future__ import annotations

import collections
import random

import numpy as np
import pytest

from conformance.run.kept import Kept


class Thing:
    pass


def _thing():
    thing = Thing()
    thing.order = np.arange(8)
    thing.names = ["a", "b"]
    thing.counts = collections.OrderedDict(x=1, y=2)
    thing.seen, thing.last = {1, 2}, collections.deque([1, 2])
    thing.inner = Thing()
    thing.inner.step = 3
    thing.rng, thing.old, thing.own = (
        np.random.default_rng(0),
        np.random.RandomState(0),
        random.Random(0),
    )
    thing.itself = thing
    return thing


def _spoil(thing):
    thing.order[:] = 0
    thing.names.append("c")
    thing.counts.move_to_end("x")
    thing.counts["z"] = 3
    thing.seen.add(9)
    thing.last.append(9)
    thing.inner.step, thing.added = 4, True
    thing.inner = Thing()
    return _drawn(thing)


def _drawn(thing):
    return thing.rng.random(), thing.old.rand(), thing.own.random()


@pytest.mark.parametrize("times", [1, 2])
def test_everything_that_can_be_reached_is_put_back(times):
    thing = _thing()
    inner, before = thing.inner, set(vars(thing))
    kept = Kept(thing)
    for _ in range(times):
        first = _spoil(thing)
        kept.restore()
    assert list(thing.order) == list(range(8))
    assert thing.names == ["a", "b"]
    assert list(thing.counts.items()) == [("x", 1), ("y", 2)]
    assert thing.seen == {1, 2}
    assert list(thing.last) == [1, 2]
    assert thing.inner is inner
    assert inner.step == 3
    assert set(vars(thing)) == before
    assert _drawn(thing) == first
    assert kept.left_out == []


def test_what_is_too_large_to_copy_is_said(monkeypatch):
    monkeypatch.setattr("conformance.run.kept.MOST_BYTES", 16)
    thing = Thing()
    thing.rows = np.zeros(2**20, "uint8")
    kept = Kept(thing)
    thing.rows[:] = 1
    kept.restore()
    assert thing.rows.any()
    assert kept.left_out == ["an array of 1 MiB"]


def test_what_a_function_holds_on_to_is_put_back():
    seen = []

    def note(value):
        seen.append(value)

    kept = Kept(note)
    note(1)
    kept.restore()
    assert seen == []
