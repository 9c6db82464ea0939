"""Validation data judged by the checks of training data, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.table import FACTS
from conformance.records import Arguments, Build, Forward, Leaf, Spec
from conformance.records.store import Missing, Records
from conformance.registry import select
from conformance.run.judge import judge_all
from conformance.run.parts import judge_held_out
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
    settled = judge_all(checks, records)
    return {r.check: r for r in judge_held_out(checks, records, settled)}


def test_the_same_kind_of_data_passes():
    assert _results(X, Y, X[:40], Y[:40])["input-shape"].status == "pass"


def test_a_failure_says_that_it_is_of_the_validation_data():
    found = _results(X, Y, X[:40, :5], Y[:40])["input-shape"]
    assert found.status == "fail"
    assert found.message.startswith("validation data: x is (None, 5)")
    assert found.where == "validation data, x"


def test_training_data_that_fail_come_first():
    found = _results(X[:, :5], Y, X[:40, :4], Y[:40])["input-shape"]
    assert found.message.startswith("x is (None, 5)")


@pytest.mark.parametrize("lacking", ["validation", "contract"])
def test_nothing_to_judge_changes_nothing(lacking):
    records = Records({lacking: Missing("not there", "skip")}, FACTS)
    results = judge_all(select(only=("input-shape",)), records)
    assert judge_held_out(select(only=("input-shape",)), records, results) is results
    assert np.all([r.status == "blocked" for r in results])
