"""The check batch-size-fixed: batches have the size the model was built for."""

from __future__ import annotations

from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
Y = (X[:, :1] > 0).astype("float32")
ONE = [(None, 6)]


class TestBatchSizeFixed:
    def _given(self, rows=60, stateful=True, failure=""):
        given = records((X[:rows], Y[:rows]), inputs=[(16, 6)], failure=failure)
        given["contract"].stateful = stateful
        return given

    def test_a_smaller_last_batch_breaks_the_state(self):
        found = answer("batch-size-fixed", self._given())
        assert found.status == "fail"
        assert "is fixed to batches of 16, and the last batch has 12" in found.message
        assert found.fix == "`.batch(16, drop_remainder=True)`"

    def test_without_state_it_is_a_warning_unless_fit_raised(self):
        assert answer("batch-size-fixed", self._given(stateful=False)).status == "warn"
        assert answer("batch-size-fixed", self._given(stateful=False, failure="x")).status == "fail"

    def test_passes(self):
        assert answer("batch-size-fixed", self._given(rows=64)).status == "pass"
        assert answer("batch-size-fixed", records((X[:60], Y[:60]), inputs=ONE)).status == "skip"
