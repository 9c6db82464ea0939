"""A second process makes the same data, or a finding says what it depends on."""

from __future__ import annotations

import textwrap

import pytest

from conformance.run.elsewhere import wanted
from conformance.run.supervisor import supervise

FOLDERS = """
    import os
    import numpy as np
    import tensorflow as tf

    HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "classes")


    def make_dataset():
        x, y = [], []
        for number, name in enumerate({order}(os.listdir(HERE))):
            rng = np.random.default_rng(ord(name[0]))
            x.append(rng.normal(size=(40, 3)))
            y.append(np.full(40, number))
        rows = np.concatenate(x).astype("float32"), np.concatenate(y)
        return tf.data.Dataset.from_tensor_slices(rows).shuffle(120).batch(20)
"""


def _finding(target):
    report = supervise(
        [{"target": target}], options={"budget": 60.0, "only": ["process-dependent"]}
    )
    reports = getattr(report, "reports", report)
    return next(r for r in reports[0].results if r.check == "process-dependent")


def test_it_is_started_where_a_check_asks_for_it():
    assert wanted()
    assert not wanted(only=["values"])
    assert not wanted(skip=["process-dependent"])


@pytest.mark.slow
@pytest.mark.parametrize(("order", "status"), [("list", "fail"), ("sorted", "pass")])
def test_classes_in_the_order_of_a_folder(tmp_path, order, status):
    for name in ("ant", "bee", "cat"):
        (tmp_path / "classes" / name).mkdir(parents=True)
    file = tmp_path / "by_folder.py"
    file.write_text(textwrap.dedent(FOLDERS).replace("{order}", order))
    found = _finding(str(file))
    assert found.status == status, found
    assert status == "pass" or "order of folders" in found.message


@pytest.mark.slow
def test_ids_of_a_set(tmp_path):
    found = _finding("conformance.zoo.portability.process_dependent")
    assert (found.status, found.component) == ("fail", "x")
    assert "hash seed" in found.message
