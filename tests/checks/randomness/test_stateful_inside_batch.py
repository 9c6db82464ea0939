"""The check stateful-inside-batch, on hand-written records."""

from __future__ import annotations

import numpy as np

from tests.checks.made import contract, layer, one_pass, result

BATCH, STEPS = 8, 6


WALK = np.cumsum(np.random.RandomState(0).normal(size=BATCH * 12 * STEPS + 1)).astype("float32")


def _rows(series):
    return series.reshape(-1, STEPS, 1)


def _beside(rows):
    """Rows of which each goes on in the next batch."""
    return rows.reshape(BATCH, -1, STEPS, 1).swapaxes(0, 1).reshape(rows.shape)


def _carried(x, y=None, batch=BATCH, **facts):
    model = contract(layer("GRU", stateful=facts.get("stateful", True)))
    return result("stateful-inside-batch", contract=model, elements=one_pass(x, y, batch=batch))


class TestStatefulInsideBatch:
    def test_by_the_targets(self):
        noise = np.random.RandomState(1).normal(size=WALK.shape).astype("float32")
        found = _carried(_rows(noise[:-1]), _rows(noise[1:]))
        assert "100% of the rows begin with the target of the last step" in found.actual

    def test_by_the_target_of_a_whole_row(self):
        assert _carried(_rows(WALK[:-1]), WALK[STEPS::STEPS, None]).status == "warn"

    def test_by_the_distance(self):
        found = _carried(_rows(WALK[:-1]))
        assert "begins" in found.actual

    def test_rows_that_go_on_in_the_next_batch(self):
        assert _carried(_beside(_rows(WALK[:-1])), _beside(_rows(WALK[1:]))).status == "pass"
        assert _carried(_beside(_rows(WALK[:-1]))).status == "pass"

    def test_rows_that_do_not_follow(self):
        assert _carried(np.random.RandomState(1).normal(size=(96, STEPS, 1))).status == "pass"

    def test_a_batch_of_one(self):
        assert _carried(_rows(WALK[:-1]), batch=1).status == "skip"

    def test_no_layer_keeps_a_state(self):
        assert _carried(_rows(WALK[:-1]), stateful=False).status == "skip"
