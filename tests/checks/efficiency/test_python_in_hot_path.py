"""python-in-hot-path: no Python function holds up the training."""

from __future__ import annotations

from tests.checks.made import does_not_apply, finds, passes
from tests.checks.timed import PYTHON, mapped, records


class TestPythonInHotPath:
    def test_a_python_step_that_the_model_waits_for(self):
        found = finds("python-in-hot-path", "warn", **records(mapped(PYTHON), same=False))
        assert found.message.startswith(
            "map(load) runs Python for each element and the model waits for it: 120 examples a second"
        )
        assert found.actual == "27 times slower"

    def test_not_where_the_work_is_elsewhere(self):
        stages = [("ParallelInterleaveV4", 0.9), ("ParallelMapV2", 0.1)]
        given = records(mapped(PYTHON), same=False, stages=stages)
        passes("python-in-hot-path", **given)
        found = finds("input-bound", "warn", **given)
        assert "90% of the work is in ParallelInterleaveV4" in found.message

    def test_not_where_the_model_is_slower(self):
        compared = passes("python-in-hot-path", **records(mapped(PYTHON), same=False, step=1.0))
        assert compared.endswith("a batch takes 133 ms to make and 1e+03 ms to train on")

    def test_no_python(self):
        does_not_apply("python-in-hot-path", **records(mapped(), same=False))
