"""What the user's functions hold is kept while a block runs, and only then."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from conformance.observe.witness import LOOKS, witness
from conformance.records import Held


class _Held:
    def __init__(self):
        self.x = np.arange(40.0)


def _load():
    table = np.arange(60.0).reshape(20, 3)
    small = np.zeros(3)
    names = ["b_1.png", "b_10.png"]
    held = _Held()
    parts = {"left": np.ones(30), "right": [float(i) for i in range(20)]}
    assert len(small) + len(names) + len(parts)
    assert held
    return table * 2


def _names(record):
    return {(source.name, source.holder) for source in record.arrays}


def test_arrays_lists_and_what_small_containers_hold():
    record = Held()
    with witness(record):
        _load()
    assert _names(record) >= {
        ("table", "_load"),
        ("self.x", "__init__"),
        ("parts['left']", "_load"),
        ("parts['right']", "_load"),
        ("what it returns", "_load"),
    }
    assert not [name for name, _ in _names(record) if name == "small"]
    assert [one.texts for one in record.names if one.name == "names"] == [("b_1.png", "b_10.png")]


def test_nothing_is_kept_afterwards_nor_of_libraries():
    record = Held()
    with witness(record):
        np.linalg.svd(np.eye(9))
    assert not [one for one in record.arrays if one.holder == "svd"]
    before = len(record.arrays)
    _load()
    assert len(record.arrays) == before


def test_many_calls_of_one_function_are_looked_at_a_few_times():
    record = Held()

    def draw(i):
        drawn = np.full(32, i)
        return drawn

    with witness(record):
        for i in range(100):
            draw(i)
    assert len([one for one in record.arrays if one.holder == "draw"]) == LOOKS


@pytest.mark.skipif(
    hasattr(sys, "monitoring"), reason="profilers are told apart from Python 3.12 on"
)
def test_a_profiler_is_left_alone():
    calls, record = [], Held()
    sys.setprofile(lambda *event: calls.append(event[1]))
    try:
        with witness(record):
            _load()
    finally:
        sys.setprofile(None)
    assert calls
    assert not record.arrays


def test_an_error_of_the_users_goes_on():
    def fails():
        rows = np.zeros(99)
        raise KeyError(len(rows))

    with pytest.raises(KeyError), witness(Held()):
        fails()
    assert sys.getprofile() is None
