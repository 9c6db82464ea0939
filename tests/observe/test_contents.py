"""Contents compared without their order, on hand-written passes."""

from __future__ import annotations

import json

import numpy as np

from conformance.observe import contents
from tests.checks.made import normal, one_pass

X = normal(64, 3)
Y = np.arange(64) % 4


def _of(x, y):
    return json.loads(json.dumps(contents.of(one_pass(x, y))))


def test_another_order_is_no_difference():
    order = np.random.RandomState(0).permutation(64)
    assert contents.differing(_of(X, Y), _of(X[order], Y[order])) == {}


def test_a_row_that_differs_is_shown_with_its_counts():
    other = Y.copy()
    other[0] = 3
    found = contents.differing(_of(X, Y), _of(X, other))
    assert list(found) == ["y"]
    assert "rows" in found["y"][0]


def test_equal_rows_that_are_joined_otherwise_differ():
    found = contents.differing(_of(X, Y), _of(X, 3 - Y))
    assert list(found) == [contents.PAIRS]


def test_fewer_rows_differ():
    assert set(contents.differing(_of(X, Y), _of(X[:60], Y[:60]))) == {"x", "y"}


def test_names_of_files_are_left_out():
    paths = np.array([f"/tmp/a{i}/b.png" for i in range(64)]).astype("S")
    other = np.array([f"/tmp/c{i}/b.png" for i in range(64)]).astype("S")
    assert contents.differing(_of(paths, Y), _of(other, Y)) == {}
