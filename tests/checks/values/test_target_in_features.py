"""target-in-features: no feature is the target itself."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.results import NOT_APPLICABLE
from tests.checks.kept import cut, held, walk
from tests.checks.made import (
    normal,
    one_pass,
    passes,
    result,
)


class TestTargetInFeatures:
    ids = np.random.RandomState(0).randint(1, 40, size=(64, 8))

    @pytest.mark.parametrize("late", [False, True])
    def test_a_decoder_input_that_is_not_one_step_late(self, late):
        target = (self.ids * 7) % 40
        start = np.zeros((64, 1), target.dtype)
        given = np.concatenate([start, target[:, :-1]], 1) if late else target
        elements = one_pass({"source": self.ids, "decoder": given}, target)
        found = result("target-in-features", elements=elements)
        assert found.status == ("pass" if late else "fail")
        assert late or "the target `y` at every step" in found.message

    def test_an_autoencoder_of_ids_passes(self):
        ones = np.ones_like(self.ids)
        passes("target-in-features", elements=one_pass({"i": self.ids}, self.ids))
        both = one_pass({"i": self.ids, "mask": ones}, self.ids)
        passes("target-in-features", elements=both)

    def _judge(self, x, y):
        return result("target-in-features", elements=one_pass(x, y))

    def test_a_column_and_a_window(self):
        x = normal(64, 6)
        found = self._judge(x, x[:, 5:])
        assert found.status == "fail"
        assert found.message.startswith("position 5 of `x` equals the target `y` in all 64 rows")
        assert "positions 3 to 5" in self._judge(x, x[:, 3:]).message

    def test_steps_of_one_channel(self):
        x = normal(64, 20).reshape(64, 10, 2)
        assert "steps 7 to 9 of channel 1" in self._judge(x, x[:, 7:, 1]).message

    def test_class_numbers_and_one_hot_rows_are_equal(self):
        classes = np.arange(96) % 3
        hot = np.eye(3, dtype="float32")[classes]
        x = normal(96, 5)
        assert "position 5" in self._judge(np.column_stack([x, classes]), hot).message
        assert "(one-hot)" in self._judge(np.column_stack([x, hot]), classes).message

    def test_what_only_looks_like_it_passes(self):
        x = normal(64, 6)
        assert self._judge(x, x).status == "pass"
        assert self._judge(x, x[:, :1] * 2).status == "pass"
        assert self._judge(x[:20], x[:20, :1]).kind == NOT_APPLICABLE
        tokens = np.arange(64)[:, None] + np.arange(8)
        assert self._judge(tokens[:, :-1], tokens[:, 1:]).status == "pass"
        assert self._judge(x, np.zeros((64, 1))).kind == NOT_APPLICABLE

    def test_a_whole_feature_beside_others_is_a_warning(self):
        label = np.arange(64.0)[:, None]
        assert self._judge({"a": normal(64), "label": label}, label).status == "warn"
        assert self._judge(label, label).status == "pass"


class TestOfWindowsThatWereScaled:
    """The target as it was, and the windows of the series scaled."""

    raw = walk(400).astype(np.float64) + 100
    scaled = (raw - raw.mean()) / raw.std()

    def _records(self, y, stop=0):
        x = cut(self.scaled, 12, stop=stop).astype(np.float32)[..., None]
        kept = held(raw=self.raw, scaled=self.scaled)
        return dict(elements=one_pass(x, np.asarray(y, np.float32)), held=kept)

    @pytest.mark.parametrize("step", [0, 5, 11])
    def test_a_step_of_the_own_window_fails(self, step):
        y = self.raw[step : step + 389, None]
        found = result("target-in-features", **self._records(y))
        assert found.status == "fail"
        assert f"is step {step} of its own window" in found.message

    @pytest.mark.parametrize("ahead", [1, 4])
    def test_a_step_after_it_passes(self, ahead):
        y = self.raw[11 + ahead :, None]
        passes("target-in-features", **self._records(y, stop=ahead))

    def test_an_autoencoder_of_the_unscaled_passes(self):
        passes("target-in-features", **self._records(cut(self.raw, 12)))
