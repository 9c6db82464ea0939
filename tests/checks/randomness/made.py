"""Records that the tests of randomness share."""

from __future__ import annotations

import numpy as np

from conformance.records import (
    Dependence,
    Epochs,
    Function,
    Leaf,
)
from tests.checks.made import (
    node,
    normal,
    one_pass,
)

X = normal(240)


Y = (X.sum(axis=1) > 0).astype("int64")


def permuted(seed=1):
    return np.random.RandomState(seed).permutation(240)


def a_pass(order=None, x=X, y=Y, batch=16, **other):
    order = np.arange(len(x)) if order is None else order
    return one_pass(x[order], y[order], batch=batch, **other)


FROZEN = Epochs(second=a_pass())


REORDERED = Epochs(second=a_pass(permuted()))


def a_shuffle(size=240, **attributes):
    attributes.setdefault("reshuffle_each_iteration", True)
    return node("shuffle", 240, buffer_size=size, **attributes)


def a_batch(size=16):
    return node("batch", 15, batch_size=size)


def a_source():
    return node("tensor_slices", 240)


def a_draw(key="draw:noise", name="noisy", **facts):
    outputs = [
        Dependence(frozenset({0}), frozenset({key})),
        Dependence(frozenset({1}), frozenset()),
    ]
    facts.setdefault("outputs", outputs)
    function = Function(name, frozenset({"RandomStandardNormal"}), random=frozenset({key}), **facts)
    return node("map", function=function)


def with_leaves(plan, key="draw:noise", role="x"):
    """Give every node of a chain x and y, x depending on a draw from the map on."""
    drawn = False
    for one in reversed(plan.nodes()):
        drawn = drawn or bool(one.function and one.function.random)
        one.leaves = [Leaf("x", (None, 4), "float32"), Leaf("y", (None,), "int64", role="y")]
        one.origins = [frozenset({"x"}), frozenset({"y"})]
        draws = frozenset({key}) if drawn else frozenset()
        one.randoms = [draws, frozenset()] if role == "x" else [frozenset(), draws]
    return plan
