"""examples-dropped: no example is left out of an epoch, or of every epoch."""

from __future__ import annotations

import pytest

from conformance.records import (
    INFINITE,
    UNKNOWN,
    Arguments,
)
from tests.checks.made import (
    chain,
    contract,
    judge,
    node,
    normal,
    one_pass,
)


def _batched(rows=240, size=16, drop=False, *upstream):
    return chain(
        node("batch", batch_size=size, drop_remainder=drop),
        *(upstream or (node("shuffle", rows, reshuffle_each_iteration=True),)),
        node("tensor_slices", rows),
    )


class TestExamplesDropped:
    def _judge(self, plan, model=None, **records):
        return judge("examples-dropped", contract=model or contract(), plan=plan, **records)

    @pytest.mark.parametrize(
        ("rows", "size", "shuffled", "status"),
        [
            (250, 64, True, "fail"),  # 23 %
            (180, 64, False, "fail"),  # 29 %, the same rows
            (225, 100, False, "fail"),  # 11 %, the same rows
            (225, 100, True, "warn"),
            (1000, 64, True, None),  # 4 %
            (256, 64, False, None),
        ],
    )
    def test_by_the_share_that_is_lost(self, rows, size, shuffled, status):
        between = node("shuffle" if shuffled else "map", rows, reshuffle_each_iteration=True)
        found = self._judge(_batched(rows, size, True, between))
        assert (found and found.status) == status

    def test_says_which_rows(self):
        found = self._judge(_batched(180, 100, True, node("map", 180)))
        assert "drops 80 of 180 (44.4 %) of the training examples: rows 100 to 179" in found.message

    def test_a_fixed_batch_size_needs_it(self):
        model = contract(inputs=[(100, 4)])
        assert self._judge(_batched(180, 100, True), model) is None

    def test_leftovers_warn(self):
        take = chain(node("batch"), node("take", 64, count=64), node("tensor_slices", 1600))
        assert "take(64) keeps 64 of 1600" in self._judge(take).message
        assert self._judge(take, validation=one_pass(normal())) is None
        shard = chain(node("shard", 100, num_shards=8, index=0), node("tensor_slices", 800))
        assert self._judge(shard).status == "warn"


ROWS, SIZE = 160, 16


def _skipped(count=10, held=15, nodes=None, validation=None, **fit):
    nodes = nodes or [
        node("prefetch"),
        node("skip", count=count),
        node("batch", held, batch_size=SIZE),
        node("tensor_slices", held * SIZE),
    ]
    return judge(
        "examples-dropped", plan=chain(*nodes), validation=validation, arguments=Arguments(fit)
    )


class TestSkippedInEveryEpoch:
    def test_most_batches(self):
        found = _skipped(epochs=6, initial_epoch=3)
        assert found.status == "warn"
        assert "skip(10) leaves out 10 of 15 (66.7 %) batches" in found.message
        assert _skipped() is not None

    @pytest.mark.parametrize(
        "facts",
        [
            {"count": 7},
            {"epochs": 4, "initial_epoch": 3},
            {"held": INFINITE},
            {"held": UNKNOWN},
            {"validation": one_pass(normal(32))},
            {
                "nodes": [
                    node("batch", 5, batch_size=SIZE),
                    node("skip", count=160),
                    node("s", 240),
                ]
            },
        ],
        ids=["less than half", "one epoch", "endless", "unknown", "a split", "rows"],
    )
    def test_near_misses(self, facts):
        assert _skipped(**facts) is None
