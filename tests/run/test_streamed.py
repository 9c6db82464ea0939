"""Results as they were told while the run went on, and those of its report: the same, settled."""

from __future__ import annotations

import textwrap

import pytest

pytest.importorskip("tensorflow")

from conformance.registry import select
from conformance.results import Result
from conformance.run.judge import settle
from conformance.run.provisional import together
from conformance.run.runner import Options, run
from conformance.run.subject import from_targets

BOTH_PARTS = """
import numpy as np
import tensorflow as tf
from tensorflow import keras

def rows(n, bad):
    x = np.random.default_rng(n).normal(size=(n, 3)).astype("float32")
    x[:, 2] *= 4000
    x[bad, 1] = np.nan
    return tf.data.Dataset.from_tensor_slices((x, (x[:, :1] > 0).astype("float32")))

def make_dataset():
    return rows(320, 7).shuffle(320).batch(32)

def make_validation():
    return rows(96, 5).batch(32)

def make_model():
    model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model
"""


@pytest.mark.slow
@pytest.mark.parametrize("target", ["both_parts.py", "conformance.zoo.labels.label_range"])
def test_what_was_told_is_what_the_report_says(tmp_path, target):
    if target.endswith(".py"):
        (tmp_path / target).write_text(textwrap.dedent(BOTH_PARTS), encoding="utf-8")
        target = str(tmp_path / target)
    told = []

    def event(kind, value):
        if kind == "result":
            assert isinstance(value, Result)
            told.append(value)

    report = run(from_targets(target), Options(budget=60.0), event=event)
    assert any(r.status == "fail" for r in report.results)
    checks = {check.name: check for check in select()}
    mine, others = together(told, [])
    order = list(checks)
    mine.sort(key=lambda result: order.index(result.check))
    assert settle(mine + others, checks) == report.results
