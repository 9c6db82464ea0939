"""batch-statistics: features are scaled with the same numbers in every batch."""

from __future__ import annotations

import numpy as np

from tests.checks.made import (
    normal,
    one_pass,
    passes,
    result,
)


def _images(low=0, high=256, dtype="uint8"):
    random = np.random.RandomState(0)
    return random.randint(low, high, size=(64, 8, 8, 3)).astype(dtype)


class TestBatchStatistics:
    def _scaled(self, function, x=None, batch=16):
        x = normal(seed=1) * 20 + 50 if x is None else x
        parts = [function(x[i : i + batch].astype("float64")) for i in range(0, len(x), batch)]
        return result(
            "batch-statistics", elements=one_pass(np.concatenate(parts).astype("float32"))
        )

    def test_standardised_by_batch(self):
        found = self._scaled(lambda b: (b - b.mean(0)) / b.std(0))
        assert "every one of the 15 full batches of `x` has mean 0" in found.message

    def test_an_epsilon_narrows_the_almost_constant_columns(self):
        x = np.random.RandomState(1).normal(size=(240, 8))
        x[:, 0] *= 1e-4
        assert self._scaled(lambda b: (b - b.mean(0)) / np.sqrt(b.var(0) + 1e-6), x) is not None

    def test_whole_tensor_and_channel_statistics(self):
        images = _images().astype("float64")
        assert self._scaled(lambda b: (b - b.mean()) / b.std(), images) is not None
        channels = (0, 1, 2)
        assert self._scaled(lambda b: (b - b.mean(channels)) / b.std(channels), images) is not None

    def test_scaled_to_the_range_of_the_batch(self):
        found = self._scaled(lambda b: (b - b.min(0)) / (b.max(0) - b.min(0)))
        assert "minimum and maximum" in found.message

    def test_statistics_of_the_data_set_pass(self):
        x = normal() * 20 + 50
        assert self._scaled(lambda b: (b - x.mean(0)) / x.std(0), x).status == "pass"
        assert self._scaled(lambda b: (b - x.min(0)) / (x.max(0) - x.min(0)), x).status == "pass"

    def test_one_batch_of_everything_and_plain_noise_pass(self):
        assert self._scaled(lambda b: (b - b.mean(0)) / b.std(0), batch=240).status == "pass"
        passes("batch-statistics", elements=one_pass(normal()))

    def test_each_image_by_itself_passes(self):
        def each(b):
            axes = (1, 2, 3)
            return (b - b.mean(axes, keepdims=True)) / b.std(axes, keepdims=True)

        assert self._scaled(each, _images().astype("float64")).status == "pass"
