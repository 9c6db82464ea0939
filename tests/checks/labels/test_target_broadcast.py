"""The check target-broadcast: targets are not broadcast in a loss of one's own."""

from __future__ import annotations

import pytest

from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
NUMBERS = X.sum(axis=1, keepdims=True)


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestTargetBroadcast:
    def _verdict(self, pair):
        given = _given(NUMBERS[:, 0], None)
        given["training"].aligned_loss = pair
        return answer("target-broadcast", given)

    def test_the_numbers_differ(self):
        found = self._verdict((3.9, 2.1))
        assert "it is 3.9 on the first batch, and 2.1 with the same targets" in found.message

    @pytest.mark.parametrize("pair", [None, (2.1, 2.1000001), (float("nan"), 1.0)])
    def test_passes(self, pair):
        assert self._verdict(pair).status in ("pass", "skip")
