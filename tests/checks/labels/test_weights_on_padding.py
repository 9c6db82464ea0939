"""The check weights-on-padding: weights count the steps of a sequence, not its padding."""

from __future__ import annotations

import numpy as np

from tests.checks.made import normal
from tests.checks.paired import answer, records

RANDOM = np.random.RandomState(0)
X = normal(128, 6)


def _records(y, loss="binary", output=(None, 1), weight=None, x=X, **options):
    element = (x, y) if weight is None else (x, y, weight)
    shape = (None, *x.shape[1:])
    return records(element, inputs=[shape], outputs=[output], losses=loss, **options)


class TestWeightsOnPadding:
    LENGTHS = RANDOM.randint(3, 12, 128)
    STEPS = np.arange(12) < LENGTHS[:, None]
    WORDS = np.where(STEPS, RANDOM.randint(1, 9, (128, 12)), 0)
    TAGS = np.where(STEPS, RANDOM.randint(0, 4, (128, 12)), 0)

    def _verdict(self, weight, tags=TAGS, words=WORDS):
        given = _records(tags, "sparse", (None, 12, 4), weight=weight.astype("float32"), x=words)
        return answer("weights-on-padding", given)

    def test_the_wrong_way_round(self):
        found = self._verdict(~self.STEPS)
        assert found.message.startswith("sample_weight is 0 on every step of the sequences")
        assert "all 128 padded rows" in found.message

    def test_padding_before_the_words(self):
        found = self._verdict(~self.STEPS[:, ::-1], self.TAGS[:, ::-1], self.WORDS[:, ::-1])
        assert found is not None

    def test_passes(self):
        assert self._verdict(self.STEPS).status == "pass"
        assert self._verdict(np.ones((128, 12))).status == "pass"
        assert self._verdict(~self.STEPS, RANDOM.randint(0, 4, (128, 12))).status == "pass"
        assert self._verdict(np.ones(128)).status == "skip"

    def test_nothing_is_padded(self):
        assert self._verdict(np.zeros((128, 12)), words=np.ones((128, 12), int)).status == "pass"

    def test_no_weights(self):
        given = _records(self.TAGS, "sparse", (None, 12, 4), x=self.WORDS)
        assert answer("weights-on-padding", given).status == "skip"
