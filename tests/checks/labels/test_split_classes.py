"""The check split-classes: training and validation hold the same classes."""

from __future__ import annotations

import numpy as np

from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestSplitClasses:
    def _verdict(self, train, held, loss="sparse", output=(None, 4)):
        given = _given(np.asarray(train), loss, output)
        other = _given(np.asarray(held), loss, output)["elements"]
        given["validation"] = other
        return answer("split-classes", given)

    def test_one_class_only(self):
        found = self._verdict(np.arange(200) % 4, np.full(64, 3))
        assert found.status == "fail"
        assert "only the class 3" in found.message

    def test_a_class_that_chance_cannot_lose(self):
        assert self._verdict(np.arange(400) % 4, np.arange(120) % 3).status == "warn"

    def test_a_class_never_trained_on(self):
        found = self._verdict(np.arange(200) % 3, np.arange(64) % 4)
        assert (found.status, "16 of 64" in found.message) == ("warn", True)

    def test_rare_classes_few_rows_and_regression_pass(self):
        rare = np.where(np.arange(200) < 4, 3, np.arange(200) % 3)
        assert self._verdict(rare, np.arange(64) % 3).status == "pass"
        assert self._verdict(np.arange(200) % 4, np.full(8, 3)).status == "skip"
        assert self._verdict(np.arange(200) % 4, np.full(64, 3), "mse", (None, 1)).status == "skip"
