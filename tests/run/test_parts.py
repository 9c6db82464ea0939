"""Validation data judged by the checks of training data, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.facts.table import FACTS
from conformance.records import Arguments, Build, Forward, Leaf, Spec
from conformance.records.store import Missing, Records
from conformance.registry import select
from conformance.run.parts import first_of, judge_parts
from tests.checks.made import contract, environment, normal, one_pass

X = normal(64, 6).astype("float32")
Y = (X.sum(1) > 0).astype("float32")[:, None]


def _spec(x, y):
    leaves = [
        Leaf("x", (None, *x.shape[1:]), x.dtype.name),
        Leaf("y", (None, *y.shape[1:]), y.dtype.name, role="y"),
    ]
    return Spec(leaves, x_structure=0, y_structure=1)


def _results(x, y, held_x, held_y):
    model = contract()
    model.inputs = [Leaf("a", (None, 6), "float32", role="input")]
    model.input_structure = 0
    records = Records(
        {
            "environment": environment(),
            "arguments": Arguments(),
            "contract": model,
            "forward": Forward(),
            "build": Build(),
            "spec": _spec(x, y),
            "elements": one_pass(x, y),
            "validation_build": Build(),
            "validation_spec": _spec(held_x, held_y),
            "validation": one_pass(held_x, held_y),
        },
        FACTS,
    )
    checks = select(only=("input-shape", "batch-missing", "input-dtype"))
    for check in checks:
        for name in (*check.needs, *check.optional):
            if not records.known(name):
                records.put(name, Missing("not written", "skip"))
    results = judge_parts(checks, records)
    return {check.name: first_of(results, check.name) for check in checks}, results


def test_the_same_kind_of_data_passes():
    found, results = _results(X, Y, X[:40], Y[:40])
    assert found["input-shape"].status == "pass"
    assert {(r.part, r.status) for r in results if r.check == "input-shape"} == {
        ("training", "pass"),
        ("validation", "pass"),
    }


def test_a_failure_says_that_it_is_of_the_validation_data():
    found, _ = _results(X, Y, X[:40, :5], Y[:40])
    assert (found["input-shape"].status, found["input-shape"].part) == ("fail", "validation")
    assert found["input-shape"].message.startswith("x is (None, 5)")


def test_the_same_mistake_in_both_parts_is_one_failure():
    found, results = _results(X[:, :5], Y, X[:40, :5], Y[:40])
    assert found["input-shape"].part == "training"
    other = next(r for r in results if r.part == "validation" and r.check == "input-shape")
    assert (other.status, other.because, other.was) == ("blocked", "input-shape", "fail")


@pytest.mark.parametrize("lacking", ["validation", "contract"])
def test_nothing_to_judge_changes_nothing(lacking):
    records = Records({lacking: Missing("not there", "skip")}, FACTS)
    results = judge_parts(select(only=("input-shape",)), records)
    assert [(r.status, r.part) for r in results] == [("blocked", "training")]
