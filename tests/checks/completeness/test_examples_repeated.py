"""examples-repeated: no example comes twice in an epoch."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    UNKNOWN,
    Arguments,
    Build,
    Function,
    Tracing,
)
from tests.checks.made import (
    chain,
    judge,
    node,
    normal,
    one_pass,
    result,
)


class TestExamplesRepeated:
    def _judge(self, x, plan=None, kind="dataset", **fit):
        return judge(
            "examples-repeated",
            elements=one_pass(x),
            build=Build(kind=kind),
            arguments=Arguments(fit),
            plan=plan,
        )

    def test_a_part_that_is_read_twice(self):
        x = normal()
        found = self._judge(np.concatenate([x, x[:60]]))
        assert found.status == "warn"
        assert "60 of 300 (20 %) examples" in found.message

    def test_one_row_in_a_hundred(self):
        x = normal(1000)
        found = self._judge(np.concatenate([x[:990], x[:10]]))
        assert "10 of 1000 (1 %) examples" in found.message
        few = np.concatenate([x[:316], x[:4]])
        assert self._judge(few) is None

    @pytest.mark.parametrize(
        ("held", "status"),
        [({160}, "fail"), ({160, 5}, "fail"), (set(), None), ({32}, None), ({160, 32}, None)],
    )
    def test_a_generator_that_yields_one_batch_at_every_step(self, held, status):
        """steps_per_epoch does not answer whether the rows change."""
        x = np.concatenate([normal(32)] * 10)
        found = judge(
            "examples-repeated",
            elements=one_pass(x, batch=32, complete=False, endless=True),
            build=Build(kind="generator", held_rows=frozenset(held)),
            arguments=Arguments({"steps_per_epoch": 5, "epochs": 2}),
        )
        assert (found and found.status) == status
        if found:
            assert "all 10 batches that were read hold the same 32 rows" in found.message

    def test_an_array_that_from_generator_names(self):
        python = Function("rows", python=frozenset({"PyFunc"}))
        x = np.concatenate([normal(32)] * 10)
        found = judge(
            "examples-repeated",
            elements=one_pass(x, batch=32, complete=False),
            build=Build(),
            arguments=Arguments({"steps_per_epoch": 5}),
            plan=chain(node("flat_map", UNKNOWN, function=python), node("range", 1)),
            tracing=Tracing(generator_rows=frozenset({160})),
        )
        assert found.status == "fail"

    def test_steps_do_not_excuse_a_pass_that_is_an_epoch(self):
        x = normal()
        doubled = np.concatenate([x, x[:60]])
        assert self._judge(doubled, steps_per_epoch=18).status == "warn"

    def test_a_part_is_unread(self):
        records = {"build": Build(), "arguments": Arguments()}
        part = one_pass(normal(), complete=False)
        found = result("examples-repeated", elements=part, **records)
        assert (found.status, found.kind) == ("skip", "unread")

    def test_overlapping_slices(self):
        x = normal()
        slides = np.concatenate([x[i : i + 16] for i in range(10)])
        found = self._judge(slides, kind="sequence")
        assert found.status == "fail"
        assert "batches 0 and 1 share 15 rows" in found.message

    def test_coarse_rows_that_all_come_twice(self):
        coarse = np.random.RandomState(0).randint(1, 6, size=(120, 3)).astype("float32") / 5
        assert self._judge(np.concatenate([coarse, coarse])).status == "warn"

    def test_coarse_data_zero_rows_and_repeats_pass(self):
        coarse = np.random.RandomState(0).randint(1, 6, size=(240, 3)).astype("float32") / 5
        assert self._judge(coarse) is None
        zeros = normal()
        zeros[:30] = 0
        assert self._judge(zeros) is None
        x = normal()
        twice = np.concatenate([x, x])
        assert self._judge(twice, chain(node("repeat", 480, count=2), node("range", 240))) is None
        assert self._judge(twice, kind="generator", steps_per_epoch=15) is None
