"""The check repeat-before-shuffle, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.checks.completeness._repeats import left_out
from conformance.records import (
    INFINITE,
    UNKNOWN,
    Arguments,
)
from tests.checks.made import (
    chain,
    node,
    normal,
    one_pass,
    result,
)

RANDOM = np.random.RandomState(0)


ROWS, SIZE = 160, 16


TABLE = normal(ROWS)


def _mixed_epoch(buffer=1000):
    held, taken = list(range(buffer)), []
    for step in range(ROWS):
        place = RANDOM.randint(buffer)
        taken.append(held[place] % ROWS)
        held[place] = buffer + step
    return TABLE[taken]


def _repeated(*between, count=-1, source=ROWS, steps=ROWS // SIZE, x=None):
    ends = [node("repeat", INFINITE, count=count), node("map", source), node("tensor_slices")]
    plan = chain(node("prefetch"), *between, *ends)
    elements = one_pass(_mixed_epoch() if x is None else x, complete=False)
    fit = Arguments({"steps_per_epoch": steps})
    return result("repeat-before-shuffle", plan=plan, elements=elements, arguments=fit)


def _shuffle(buffer=1000):
    return node("shuffle", INFINITE, buffer_size=buffer)


def _batch():
    return node("batch", INFINITE, batch_size=SIZE)


class TestRepeatBeforeShuffle:
    def test_a_buffer_of_several_passes(self):
        found = _repeated(_batch(), _shuffle())
        assert found.status == "warn"
        assert "repeat() comes before shuffle(1000)" in found.message
        assert "the first 160 examples, one epoch, are" in found.message

    def test_augmented_rows_are_all_different(self):
        found = _repeated(_batch(), node("map"), _shuffle(), x=normal(ROWS))
        assert "leaves out about" in found.message

    def test_a_counted_repeat_with_steps(self):
        assert _repeated(_batch(), _shuffle(), count=20).status in ("fail", "warn")

    def test_a_small_buffer(self):
        assert _repeated(_batch(), _shuffle(40)).status == "pass"

    @pytest.mark.parametrize(
        ("between", "facts"),
        [
            ([_batch(), _shuffle()], {"steps": 3}),
            ([_batch(), _shuffle()], {"steps": 100}),
            ([_batch(), _shuffle()], {"steps": None}),
            ([_batch(), _shuffle()], {"source": UNKNOWN}),
            ([_batch(), _shuffle(), node("filter")], {}),
            ([_shuffle(), _batch()], {}),
            ([_batch()], {}),
            ([_shuffle()], {}),
        ],
        ids=[
            "short epochs",
            "long epochs",
            "no steps",
            "unknown rows",
            "a filter",
            "batches are shuffled",
            "no shuffle",
            "no batch",
        ],
    )
    def test_near_misses(self, between, facts):
        assert _repeated(*between, **facts).status == "skip"

    def test_a_shuffle_before_repeat(self):
        parts = [_batch(), node("repeat", INFINITE, count=-1)]
        plan = chain(*parts, node("shuffle", ROWS, buffer_size=1000), node("tensor_slices", ROWS))
        fit = Arguments({"steps_per_epoch": ROWS // SIZE})
        elements = one_pass(TABLE, complete=False)
        assert (
            result("repeat-before-shuffle", plan=plan, elements=elements, arguments=fit).status
            == "skip"
        )

    def test_parts_that_repeat_and_are_mixed(self):
        parts = [chain(node("repeat", INFINITE, count=-1), node("s", ROWS)).root for _ in "ab"]
        mix = node("choose", INFINITE, inputs=[node("random"), *parts])
        plan = chain(_batch(), _shuffle(), mix)
        fit = Arguments({"steps_per_epoch": ROWS // SIZE})
        elements = one_pass(TABLE, complete=False)
        assert (
            result("repeat-before-shuffle", plan=plan, elements=elements, arguments=fit).status
            == "skip"
        )

    @pytest.mark.parametrize(
        ("buffer", "share"), [(1, 0), (250, 0.09), (500, 0.16), (1000, 0.23), (10**6, 0.37)]
    )
    def test_the_share_is_that_of_the_buffer(self, buffer, share):
        assert left_out(1000, buffer, 1000) == pytest.approx(share, abs=0.015)
        assert left_out(10**6, 1000 * buffer, 10**6) == pytest.approx(share, abs=0.015)
