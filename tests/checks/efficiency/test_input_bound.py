"""input-bound: the model does not wait for its data."""

from __future__ import annotations

import pytest

from tests.checks.made import does_not_apply, finds, node, passes
from tests.checks.timed import PYTHON, mapped, records


class TestInputBound:
    @pytest.mark.parametrize(
        ("given", "cause"),
        [
            (records(mapped()), "uncached"),
            (records(mapped(PYTHON), same=False), "python"),
            (records(mapped(), same=False, build={"debug_mode": True}), "debug mode"),
            (records(node("take", count=9), node("cache", 240), mapped()), "cache thrown away"),
        ],
    )
    def test_one_cause_gives_one_warning(self, given, cause):
        assert passes("input-bound", **given).endswith(f"{cause} explains the waiting")

    def test_names_the_serial_stage(self):
        found = finds("input-bound", "warn", **records(mapped(), same=False))
        assert found.fix.startswith("give map(decode) num_parallel_calls=tf.data.AUTOTUNE")

    def test_without_a_plan(self):
        given = {k: v for k, v in records(mapped()).items() if k != "plan"}
        assert finds("input-bound", "warn", **given).where == "the pipeline"

    def test_no_step_was_timed(self):
        does_not_apply("input-bound", **records(mapped(), same=False, step=None))
