"""The check windows-overlap, on hand-written records."""

from __future__ import annotations

import numpy as np

from tests.checks.made import normal, one_pass, result


class TestWindowsOverlap:
    series = np.cumsum(np.random.RandomState(0).normal(size=300)).astype("float32")

    def _judge(self, train, held, steps=16):
        windows = np.stack([self.series[i : i + steps] for i in range(300 - steps)])
        return result(
            "windows-overlap",
            elements=one_pass(windows[train]),
            validation=one_pass(windows[held]),
        )

    def test_split_at_random(self):
        order = np.random.RandomState(1).permutation(284)
        found = self._judge(order[:220], order[220:])
        assert "15 of 16 values" in found.message

    def test_a_stride_of_four(self):
        order = np.random.RandomState(1).permutation(71) * 4
        assert "4 step(s) away" in self._judge(order[:50], order[50:]).message

    def test_split_in_time_and_strides_beyond_the_length_pass(self):
        rows = np.arange(284)
        assert self._judge(rows[:220], rows[220:]).status == "pass"
        apart = np.random.RandomState(1).permutation(47) * 6
        assert self._judge(apart[:25], apart[25:], steps=10).status == "pass"

    def test_rows_of_a_table_pass(self):
        x = normal(240, 12)
        found = result("windows-overlap", elements=one_pass(x[:180]), validation=one_pass(x[180:]))
        assert found.status == "pass"
