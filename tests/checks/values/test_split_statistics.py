"""split-statistics: training and validation are scaled alike, with statistics of the training part alone."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import (
    contract,
    layer,
    normal,
    one_pass,
    pairing,
    passes,
    result,
    targets,
)

RANDOM = np.random.RandomState(0)


NOISE = RANDOM.normal(size=(400, 4)).astype("float32")


def _units(train, held, loss="mean_squared_error"):
    x = NOISE[:200]
    parts = [one_pass(x[: len(y)], y) for y in (train, held)]
    return result("split-statistics", elements=parts[0], validation=parts[1], targets=targets(loss))


PRICES = RANDOM.normal(2e5, 5e4, 200)


STANDARD = (PRICES - PRICES.mean()) / PRICES.std()


class TestTargetsInOtherUnits:
    def test_validation_in_dollars(self):
        found = _units(STANDARD, PRICES[:60])
        assert found.status == "fail"
        assert "the target y spans" in found.message

    def test_training_in_dollars(self):
        assert _units(PRICES, STANDARD[:60]).status == "fail"

    @pytest.mark.parametrize(
        ("train", "held"),
        [
            (STANDARD, STANDARD[:60]),
            (STANDARD, STANDARD[:60] + 8),
            (PRICES, 1000 * PRICES[:60]),
            (STANDARD, np.concatenate([PRICES[:60], [0.0]])),
        ],
        ids=["alike", "a trend", "growth", "overlap"],
    )
    def test_parts_that_differ_by_nature(self, train, held):
        assert _units(train, held).status == "pass"

    def test_a_test_step_may_bring_both_to_one_unit(self):
        parts = [one_pass(NOISE[: len(y)], y) for y in (STANDARD, PRICES[:60])]
        records = dict(
            elements=parts[0], validation=parts[1], targets=targets("mean_squared_error")
        )
        own = contract(layer("Dense"), custom_test_step=True)
        passes("split-statistics", contract=own, **records)

    def test_classes_have_no_units(self):
        assert _units(STANDARD, PRICES[:60], "binary_crossentropy").status == "pass"


DENSE = layer("Dense", activation="relu")


class TestSplitStatistics:
    x = np.concatenate([normal(240, 3), normal(72, 3, seed=1) + 2]).astype("float64")

    def _judge(self, train, held, **records):
        parts = [part.astype("float32") for part in (train, held)]
        elements, validation = one_pass(parts[0]), one_pass(parts[1])
        return result("split-statistics", elements=elements, validation=validation, **records)

    def _scaled(self, by):
        z = (self.x - by.mean(0)) / by.std(0)
        return z[:240], z[240:]

    def test_fitted_to_both_parts(self):
        found = self._judge(*self._scaled(self.x))
        assert "fitted to training and validation rows together" in found.message

    def test_fitted_to_the_training_part_passes(self):
        assert self._judge(*self._scaled(self.x[:240])).status == "pass"

    def test_each_part_by_itself(self):
        parts = [(p - p.mean(0)) / p.std(0) for p in (self.x[:240], self.x[240:])]
        assert "each was scaled by its own statistics" in self._judge(*parts).message

    def test_unscaled_noise_passes(self):
        assert self._judge(self.x[:240], self.x[240:]).status == "pass"

    def test_scaled_in_one_part_only(self):
        found = self._judge(normal(seed=2) * 60, normal(seed=3))
        assert "a step that scales one part is missing in the other" in found.message

    def test_a_raw_part_is_off_and_wider(self):
        assert self._judge(normal(seed=2), normal(seed=3) * 12 + 50).status == "fail"

    def test_what_comes_right_after_in_time_passes(self):
        time = (np.arange(260)[:, None] - 120.0) / 69.0
        assert self._judge(time[:240], time[240:]).status == "pass"

    def test_a_layer_of_the_model_fitted_to_both(self):
        facts = {"mean": tuple(self.x.mean(0)), "variance": tuple(self.x.var(0))}
        model = contract(layer("Normalization", **facts), DENSE)
        found = self._judge(self.x[:240], self.x[240:], contract=model, pairing=pairing())
        assert found.message.startswith("`normalization` in the model was fitted")
